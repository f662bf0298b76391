package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.machine.MachineStep.Pace;
import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Carries a step out: the only place, with the two actions it calls, that changes anything outside. */
@ApplicationScoped
public class MachineActions {

    private final ObjectWriter writer;
    private final FleetSnapshot fleets;
    private final AllocateAction allocating;
    private final FreeAction freeing;
    private final FailureOutcomes failures;
    private final ProviderConfig config;

    public MachineActions(
            ObjectWriter writer,
            FleetSnapshot fleets,
            AllocateAction allocating,
            FreeAction freeing,
            FailureOutcomes failures,
            ProviderConfig config) {
        this.writer = writer;
        this.fleets = fleets;
        this.allocating = allocating;
        this.freeing = freeing;
        this.failures = failures;
        this.config = config;
    }

    /** Carries the step out. What metal-api refuses is an outcome; what the API server refuses is thrown. */
    Outcome perform(MachineStep step, MachineObservation seen) {
        try {
            return switch (step) {
                case MachineStep.Wait(var reason, var message, var pace) ->
                    new Outcome.Waiting(reason, message, delay(pace));
                case MachineStep.LookAgain(var why) -> failures.of(why);
                case MachineStep.Refuse(var reason, var message) -> new Outcome.Blocked(reason, message);
                case MachineStep.MintClaim mint -> mintClaim(seen);
                case MachineStep.Allocate allocate -> allocating.allocate(allocate, seen);
                case MachineStep.Record(var machine) -> allocating.adopt(machine, seen);
                case MachineStep.Keep(var machine) -> keep(machine);
                case MachineStep.ProveGone prove -> freeing.proveGone(seen);
                case MachineStep.Free(var machine) -> freeing.free(machine, seen);
                case MachineStep.LetGo(var leftAlone) -> freeing.letGo(leftAlone, seen);
                case MachineStep.ForceRelease(var left) -> freeing.forceRelease(left, seen);
            };
        } catch (MetalException e) {
            return failures.of(e.failure());
        }
    }

    private Outcome mintClaim(MachineObservation seen) {
        writer.annotate(seen.resource(), Map.of(Annotations.CLAIM, newClaim()));
        return new Outcome.Progressed();
    }

    static String newClaim() {
        return UUID.randomUUID().toString();
    }

    private Outcome keep(MetalMachine machine) {
        if (MachineHealth.phonedHome(machine)) {
            return new Outcome.Done();
        }
        machine.allocation().ifPresent(it -> fleets.pending(it.project(), machine.id()));
        return new Outcome.Waiting(
                Reasons.INSTALLING, MachinePlan.installing("machine " + machine.id()), config.soon());
    }

    private Duration delay(Pace pace) {
        return switch (pace) {
            case SOON -> config.soon();
            case SLOWLY -> config.slowly();
        };
    }
}
