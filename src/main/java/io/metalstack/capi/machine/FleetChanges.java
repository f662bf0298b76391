package io.metalstack.capi.machine;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Wakes the objects whose machines changed in metal-stack, and no others. */
class FleetChanges extends AbstractEventSource<Void, MetalStackMachine> {

    FleetChanges(FleetSnapshot fleets) {
        super(Void.class, "fleet");
        fleets.onDifference(this::wake);
    }

    private void wake(FleetSnapshot.Difference difference) {
        if (isRunning()) {
            Stream.concat(difference.changed().stream(), difference.vanished().stream())
                    .map(FleetChanges::owner)
                    .flatMap(Optional::stream)
                    .distinct()
                    .forEach(it -> getEventHandler().handleEvent(new Event(it)));
        }
    }

    static Optional<ResourceID> owner(MetalMachine machine) {
        return OwnershipTags.object(machine.tags(), OwnershipTags.MACHINE_RESOURCE)
                .map(it -> new ResourceID(it.name(), it.namespace()));
    }

    @Override
    public Set<Void> getSecondaryResources(MetalStackMachine primary) {
        return Set.of();
    }
}
