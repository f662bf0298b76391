package io.metalstack.capi.allocation;

import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Wakes the objects whose machines changed in metal-stack, and no others. */
public class FleetChanges<P extends MachineHolder> extends AbstractEventSource<Void, P> {

    private final AllocationKind kind;

    /** @param kind as what these objects hold their machines */
    public FleetChanges(MetalAccounts metal, AllocationKind kind) {
        super(Void.class, "fleet");
        this.kind = kind;
        metal.onDifference(this::wake);
    }

    private void wake(FleetSnapshot.Difference difference) {
        if (isRunning()) {
            Stream.concat(difference.changed().stream(), difference.vanished().stream())
                    .map(it -> owner(it, kind))
                    .flatMap(Optional::stream)
                    .distinct()
                    .forEach(it -> getEventHandler().handleEvent(new Event(it)));
        }
    }

    /** The object that the machine is held for, as its tags say. */
    public static Optional<ResourceID> owner(MetalMachine machine, AllocationKind kind) {
        return OwnershipTags.object(machine.tags(), kind.resourceTag())
                .map(it -> new ResourceID(it.name(), it.namespace()));
    }

    @Override
    public Set<Void> getSecondaryResources(P primary) {
        return Set.of();
    }
}
