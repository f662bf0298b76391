package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.machine.MachineStep.Pace;
import io.metalstack.capi.machine.MachineStep.Wait;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Optional;

/** Decides the next step from what was observed. No clock, no client, no logger. */
public final class MachinePlan {

    private MachinePlan() {}

    /** The next step towards the machine, or, for an object that is being deleted, away from it. */
    public static MachineStep next(MachineObservation seen) {
        return allowed(seen.deleting() ? nextForDeletion(seen) : nextForCreation(seen), seen);
    }

    /** Whatever the object says of itself, in a project that is not its namespace's nothing is changed. */
    private static MachineStep allowed(MachineStep step, MachineObservation seen) {
        var project =
                switch (step) {
                    case MachineStep.Allocate(var request, var uid, var attempt) -> Optional.of(request.project());
                    case MachineStep.Free(var machine) -> machine.allocation().map(MetalMachine.Allocation::project);
                    default -> Optional.<String>empty();
                };
        return project.flatMap(seen::refusal)
                .<MachineStep>map(it -> new MachineStep.Refuse(Reasons.PROJECT_NOT_ALLOWED, it))
                .orElse(step);
    }

    private static MachineStep nextForCreation(MachineObservation seen) {
        var record = seen.record();
        if (record.problem().isPresent()) {
            return new MachineStep.Refuse(
                    Reasons.UNREADABLE_RECORD, record.problem().get());
        }
        return switch (seen.sighting()) {
            case Sighting.Unreadable(var why) -> new MachineStep.LookAgain(why);
            case Sighting.Several several ->
                new MachineStep.Refuse(
                        Reasons.DUPLICATE_MACHINES,
                        "more than one machine is, or is said to be, this object's: " + several.machineIds()
                                + "; nothing is touched until only one is left");
            case Sighting.Foreign(var id) -> new MachineStep.Refuse(Reasons.NOT_OURS, notOurs(id));
            case Sighting.Ours(var machine)
            when record.providerId()
                    .filter(it -> !it.machineId().equals(machine.id()))
                    .isPresent() ->
                new MachineStep.Refuse(
                        Reasons.DUPLICATE_MACHINES,
                        "spec.providerID names machine "
                                + record.providerId().get().machineId() + ", but what is allocated for this object is "
                                + machine.id() + ": delete the Machine, then the latter is given back");
            case Sighting.Ours(var machine) when !record.identifies(machine) -> new MachineStep.Record(machine);
            case Sighting.Ours(var machine) -> new MachineStep.Keep(machine);
            case Sighting.Absent(var asOf)
            when record.recorded() ->
                seen.mayNotShowYet(asOf)
                        ? new Wait(Reasons.INSTALLING, installing(record.machineName()), Pace.SOON)
                        : new MachineStep.ProveGone();
            case Sighting.Absent(var asOf) when seen.mayNotShowYet(asOf) -> inDoubt();
            case Sighting.Absent absent -> nextForNothing(seen);
            case Sighting.NotLooked notLooked -> nextForNothing(seen);
        };
    }

    /** Needs no owner, no Cluster and no MetalStackCluster. */
    private static MachineStep nextForDeletion(MachineObservation seen) {
        var record = seen.record();
        if (seen.movedAway()) {
            return new MachineStep.LetGo("");
        }
        if (Annotations.releasesByForce(seen.resource())) {
            // What a call under way makes is found by the cluster's own deletion, if that comes later than the call.
            return record.openIntent().isPresent() && seen.mayNotShowYet(seen.at())
                    ? inDoubt()
                    : new MachineStep.ForceRelease(LeftBehind.of(seen));
        }
        if (record.unreadableIntent().isPresent()) {
            return new MachineStep.Refuse(
                    Reasons.UNREADABLE_RECORD, record.unreadableIntent().get());
        }
        return switch (seen.sighting()) {
            case Sighting.Unreadable(var why) -> new MachineStep.LookAgain(why);
            case Sighting.Several several ->
                several.ours().stream()
                        .min((one, other) -> one.id().compareTo(other.id()))
                        .<MachineStep>map(MachineStep.Free::new)
                        .orElseGet(MachineStep.ProveGone::new);
            case Sighting.Ours(var machine) when record.openIntent().isPresent() -> new MachineStep.Record(machine);
            case Sighting.Ours(var machine) -> new MachineStep.Free(machine);
            case Sighting.Absent(var asOf)
            when record.openIntent().isPresent() && seen.mayNotShowYet(asOf) -> inDoubt();
            case Sighting.Absent absent -> new MachineStep.ProveGone();
            case Sighting.Foreign foreign
            when record.openIntent().isPresent() && seen.mayNotShowYet(seen.at()) -> inDoubt();
            case Sighting.Foreign foreign -> new MachineStep.ProveGone();
            case Sighting.NotLooked notLooked
            when record.neverAsked() ->
                new MachineStep.LetGo(record.malformedProviderId().orElse(""));
            case Sighting.NotLooked notLooked ->
                new MachineStep.LetGo(
                        "whether a machine is held for this object cannot be told any more: its claim was taken off, and its"
                                + " MetalStackCluster is gone. Look in metal-stack for the tag " + record.machineTag());
        };
    }

    static String notOurs(String machineId) {
        return "spec.providerID names machine " + machineId + ", whose allocation does not carry this object's claim;"
                + " machines that this provider did not allocate are not touched";
    }

    static String installing(String machine) {
        return machine + " is allocated; waiting for it to install its system and to phone home";
    }

    private static Wait inDoubt() {
        return new Wait(
                Reasons.ALLOCATION_IN_DOUBT,
                "an allocation was asked for and its answer was lost; waiting until it cannot take effect any more"
                        + " before anything else is done",
                Pace.SOON);
    }

    /** Nothing is there, and nothing is on its way. */
    private static MachineStep nextForNothing(MachineObservation seen) {
        // Without the cluster's uid a machine that was taken before the claim was lost could not have been recognised.
        var claimIsLost = seen.record().claim().isEmpty()
                && seen.sighting() instanceof Sighting.Absent
                && seen.around().clusterUid().isPresent();
        return claimIsLost ? new MachineStep.MintClaim() : MachineDemand.next(seen);
    }
}
