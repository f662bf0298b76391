package io.metalstack.capi.capi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
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
}
