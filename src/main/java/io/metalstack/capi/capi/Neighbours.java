package io.metalstack.capi.capi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Objects around one of ours that wake it. They change often, and most of it is nobody's concern. */
public final class Neighbours {

    private Neighbours() {}

    /**
     * @param woken which of ours such an object wakes
     * @param concern the part of the object whose change matters; appearing and vanishing always do
     */
    public static <R extends HasMetadata, P extends HasMetadata> EventSource<?, P> waking(
            Class<P> ours,
            Class<R> type,
            EventSourceContext<P> context,
            Function<R, Set<ResourceID>> woken,
            Function<R, List<?>> concern) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, ours)
                        .withSecondaryToPrimaryMapper(woken::apply)
                        .withOnUpdateFilter((now, before) -> !concern.apply(now).equals(concern.apply(before)))
                        .build(),
                context);
    }

    /**
     * Objects of which only one thing matters: that one is gone. There may be as many as there are machines, so of each no
     * more is kept than its name, its labels and some annotations.
     *
     * @param woken which of ours such an object wakes, told by its name and its labels
     * @param annotations those that are kept
     */
    public static <R extends CustomResource<?, ?>, P extends HasMetadata> EventSource<?, P> leaving(
            Class<P> ours,
            Class<R> type,
            EventSourceContext<P> context,
            Function<R, Set<ResourceID>> woken,
            Set<String> annotations) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, ours)
                        .withSecondaryToPrimaryMapper(woken::apply)
                        .withOnAddFilter(it -> false)
                        .withOnUpdateFilter((now, before) -> false)
                        .withItemStore(new TransformingItemStore<>(it -> stripped(it, annotations)))
                        .build(),
                context);
    }

    /** In place, as nobody else has seen the object yet. The store gives name and version back; the SDK logs by uid. */
    private static <R extends CustomResource<?, ?>> R stripped(R object, Set<String> annotations) {
        var all = Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of());
        var kept = new HashMap<>(all);
        kept.keySet().retainAll(annotations);
        object.setSpec(null);
        object.setStatus(null);
        object.setMetadata(new ObjectMetaBuilder()
                .withUid(object.getMetadata().getUid())
                .withLabels(object.getMetadata().getLabels())
                .withAnnotations(kept)
                .build());
        return object;
    }
}
