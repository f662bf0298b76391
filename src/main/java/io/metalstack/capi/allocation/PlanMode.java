package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Conditions;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Planned;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are only looked at: their controllers choose the next step as ever, and instead of carrying it out they
 * tell it here. All that is written for such an object is written in this class: one condition, and an Event when it
 * says something new.
 */
@ApplicationScoped
public class PlanMode {

    private final ProviderConfig config;
    private final ObjectWriter writer;
    private final EventRecorder events;
    private final Clock clock;

    public PlanMode(ProviderConfig config, ObjectWriter writer, EventRecorder events, Clock clock) {
        this.config = config;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
    }

    /** Whether a MetalStackCluster is only looked at. */
    public boolean isOn(HasMetadata resource) {
        return config.plan() || Annotations.present(resource, Annotations.PLAN);
    }

    /** Whether any other object is: by itself, or as its MetalStackCluster is, even when there is no Cluster any more. */
    public boolean isOn(HasMetadata resource, Context<?> context) {
        var cluster = Owners.clusterLabel(resource);
        return isOn(resource)
                || cluster.isPresent()
                        && Owners.allCached(MetalStackCluster.class, context)
                                .filter(it -> it.getMetadata()
                                        .getNamespace()
                                        .equals(resource.getMetadata().getNamespace()))
                                .filter(it -> Owners.clusterName(it).equals(cluster))
                                .anyMatch(this::isOn);
    }

    /**
     * Tells what would be done.
     *
     * @param published the conditions that the object shows
     * @param status the object's status as it is, with these conditions
     */
    public <S, T extends CustomResource<?, S>> void tell(
            T resource, @Nullable List<Condition> published, Planned planned, Function<List<Condition>, S> status) {
        var condition = Conditions.at(resource.getMetadata().getGeneration(), clock.instant())
                .isTrue(Conditions.PLAN, planned.reason(), planned.sentence());
        var before = Optional.ofNullable(published).flatMap(it -> Conditions.find(it, Conditions.PLAN));
        writer.publishStatus(resource, status.apply(Conditions.merge(published, List.of(condition))));
        events.told(resource, before, condition, true);
    }
}
