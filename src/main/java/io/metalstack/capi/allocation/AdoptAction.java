package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;

/**
 * Takes an allocation over that this provider did not make: writes its uuid to the object, after a proof of its own, and
 * changes nothing in metal-stack. From then on the uuid is the proof.
 */
@ApplicationScoped
class AdoptAction {

    private final AllocateAction recording;
    private final MetalAccounts metal;
    private final Rivals rivals;
    private final EventRecorder events;
    private final ProviderConfig config;
    private final Clock clock;

    AdoptAction(
            AllocateAction recording,
            MetalAccounts metal,
            Rivals rivals,
            EventRecorder events,
            ProviderConfig config,
            Clock clock) {
        this.recording = recording;
        this.metal = metal;
        this.rivals = rivals;
        this.events = events;
        this.config = config;
        this.clock = clock;
    }

    Outcome adopt(AllocationStep.Adopt wanted, AllocationObservation seen) {
        var machine = wanted.machine();
        var uuid = machine.allocation().map(MetalMachine.Allocation::uuid).orElseThrow();
        if (!isStillThere(machine, uuid, seen)) {
            return new Outcome.Waiting(
                    AllocationReasons.ADOPTING,
                    "machine " + machine.id() + " is not what it was a moment ago; looking again",
                    config.soon());
        }
        var rival = wanted.imported() ? rivals.of(seen.resource(), uuid) : Optional.<String>empty();
        if (rival.isPresent()) {
            return new Outcome.Blocked(
                    AllocationReasons.NOT_OURS,
                    "the allocation that the annotation " + Annotations.IMPORT_ALLOCATION
                            + " names is that of MetalStackMachine " + rival.get() + ", or that one asked for it first:"
                            + " one allocation serves one object");
        }
        recording.record(seen.resource(), machine);
        events.normal(
                seen.resource(),
                AllocationReasons.ADOPTED,
                "took machine " + machine.id() + " over, "
                        + (wanted.imported()
                                ? "as the annotation " + Annotations.IMPORT_ALLOCATION + " says"
                                : "which the Go provider allocated for this object"));
        if (!wanted.alike().isEmpty()) {
            events.warning(
                    seen.resource(),
                    AllocationReasons.LEFT_ALONE,
                    "the Go provider lost what it allocated for this object before, which is left alone: free "
                            + String.join(", ", wanted.alike()) + " by hand");
        }
        return new Outcome.Progressed();
    }

    /** The shared look may be minutes old, and hardware changes hands. */
    private boolean isStillThere(MetalMachine machine, String uuid, AllocationObservation seen) {
        var now = clock.instant();
        var shown = metal.api(seen.account()).findMachines(MachineQuery.withId(machine.id()));
        var found = Sighting.of(
                shown, now, seen.record(), seen.project(), seen.around().clusterUid(seen.record()));
        return Takeover.judge(found, shown, seen.record(), seen.around()) instanceof Sighting.Adoptable adoptable
                && adoptable
                        .machine()
                        .allocation()
                        .map(MetalMachine.Allocation::uuid)
                        .filter(uuid::equals)
                        .isPresent();
    }
}
