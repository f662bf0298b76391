package io.metalstack.capi.allocation;

import io.metalstack.capi.allocation.AllocationStep.Pace;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalException;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** Carries a step out: the only place, with the actions it calls, that changes anything outside. */
@ApplicationScoped
public class AllocationActions {

    private final ObjectWriter writer;
    private final MetalAccounts metal;
    private final AllocateAction allocating;
    private final AdoptAction adopting;
    private final FreeAction freeing;
    private final FailureOutcomes failures;
    private final ProviderConfig config;

    public AllocationActions(
            ObjectWriter writer,
            MetalAccounts metal,
            AllocateAction allocating,
            AdoptAction adopting,
            FreeAction freeing,
            FailureOutcomes failures,
            ProviderConfig config) {
        this.writer = writer;
        this.metal = metal;
        this.allocating = allocating;
        this.adopting = adopting;
        this.freeing = freeing;
        this.failures = failures;
        this.config = config;
    }

    /** Carries the step out. What metal-api refuses is an outcome; what the API server refuses is thrown. */
    public Outcome perform(AllocationStep step, AllocationObservation seen) {
        try {
            return switch (step) {
                case AllocationStep.Wait(var reason, var message, var pace) ->
                    new Outcome.Waiting(reason, message, delay(pace));
                case AllocationStep.LookAgain(var why) -> failures.of(why);
                case AllocationStep.Refuse(var reason, var message) -> new Outcome.Blocked(reason, message);
                case AllocationStep.MintClaim mint -> mintClaim(seen);
                case AllocationStep.Allocate allocate -> allocating.allocate(allocate, seen);
                case AllocationStep.Record(var machine) -> allocating.adopt(machine, seen);
                case AllocationStep.Adopt adopt -> adopting.adopt(adopt, seen);
                case AllocationStep.Keep(var machine) -> keep(machine, seen);
                case AllocationStep.ProveGone prove -> freeing.proveGone(seen);
                case AllocationStep.Free(var machine) -> freeing.free(machine, seen);
                case AllocationStep.LetGo(var leftAlone) -> freeing.letGo(leftAlone, seen);
                case AllocationStep.ForceRelease(var left) -> freeing.forceRelease(left, seen);
            };
        } catch (MetalException e) {
            return failures.of(e.failure());
        }
    }

    private Outcome mintClaim(AllocationObservation seen) {
        writer.annotate(seen.resource(), Map.of(Annotations.CLAIM, newClaim()));
        return new Outcome.Progressed();
    }

    /** For an object that never had one. */
    public static String newClaim() {
        return UUID.randomUUID().toString();
    }

    private Outcome keep(MetalMachine machine, AllocationObservation seen) {
        if (MachineHealth.phonedHome(machine)) {
            return new Outcome.Done();
        }
        machine.allocation().ifPresent(it -> metal.fleets(seen.account()).pending(it.project(), machine.id()));
        return new Outcome.Waiting(
                AllocationReasons.INSTALLING,
                AllocationPlan.installing(seen.record().machineName()),
                config.soon());
    }

    private Duration delay(Pace pace) {
        return switch (pace) {
            case SOON -> config.soon();
            case SLOWLY -> config.slowly();
        };
    }
}
