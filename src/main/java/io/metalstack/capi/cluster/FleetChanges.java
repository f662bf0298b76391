package io.metalstack.capi.cluster;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalAccounts;
import java.util.Set;
import java.util.stream.Stream;

/** Wakes the clusters some of whose machines changed in metal-stack, once each, and no others. */
class FleetChanges extends AbstractEventSource<Void, MetalStackCluster> {

    FleetChanges(MetalAccounts metal) {
        super(Void.class, "fleet");
        metal.onDifference(this::wake);
    }

    private void wake(FleetSnapshot.Difference difference) {
        if (isRunning()) {
            Stream.concat(difference.changed().stream(), difference.vanished().stream())
                    .flatMap(it -> OwnershipTags.object(it.tags(), OwnershipTags.CLUSTER_RESOURCE).stream())
                    .map(it -> new ResourceID(it.name(), it.namespace()))
                    .distinct()
                    .forEach(it -> getEventHandler().handleEvent(new Event(it)));
        }
    }

    @Override
    public Set<Void> getSecondaryResources(MetalStackCluster primary) {
        return Set.of();
    }
}
