package io.metalstack.capi.allocation;

import io.metalstack.capi.allocation.AllocationStep.Pace;
import io.metalstack.capi.allocation.AllocationStep.Wait;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides the next step from what was observed. No clock, no client, no logger. */
public final class AllocationPlan {

    private AllocationPlan() {}

    /**
     * The next step towards the machine, or, for an object that is being deleted, away from it.
     *
     * @param demand what to do when there is none and none is on its way: {@code Allocate}, or what stands against it
     */
    public static AllocationStep next(AllocationObservation seen, Supplier<AllocationStep> demand) {
        return allowed(seen.deleting() ? nextForDeletion(seen) : nextForCreation(seen, demand), seen);
    }

    /** Whatever the object says of itself, in a project that is not its namespace's nothing is changed. */
    private static AllocationStep allowed(AllocationStep step, AllocationObservation seen) {
        var project =
                switch (step) {
                    case AllocationStep.Allocate(var request, var uid, var attempt) -> Optional.of(request.project());
                    case AllocationStep.Free(var machine) ->
                        machine.allocation().map(MetalMachine.Allocation::project);
                    case AllocationStep.Adopt adopt ->
                        adopt.machine().allocation().map(MetalMachine.Allocation::project);
                    default -> Optional.<String>empty();
                };
        return project.flatMap(seen::refusal)
                .<AllocationStep>map(it -> new AllocationStep.Refuse(AllocationReasons.PROJECT_NOT_ALLOWED, it))
                .orElse(step);
    }

    private static AllocationStep nextForCreation(AllocationObservation seen, Supplier<AllocationStep> demand) {
        var record = seen.record();
        if (record.problem().isPresent()) {
            return new AllocationStep.Refuse(
                    AllocationReasons.UNREADABLE_RECORD, record.problem().get());
        }
        return switch (seen.sighting()) {
            case Sighting.Unreadable(var why) -> new AllocationStep.LookAgain(why);
            case Sighting.Several several ->
                new AllocationStep.Refuse(
                        AllocationReasons.DUPLICATE_MACHINES,
                        "more than one machine is, or is said to be, this object's: " + several.machineIds()
                                + "; nothing is touched until only one is left");
            case Sighting.Foreign(var id, var why) -> new AllocationStep.Refuse(AllocationReasons.NOT_OURS, why);
            case Sighting.Adoptable adoptable -> adopt(adoptable);
            case Sighting.Ours(var machine)
            when record.providerId()
                    .filter(it -> !it.machineId().equals(machine.id()))
                    .isPresent() ->
                new AllocationStep.Refuse(
                        AllocationReasons.DUPLICATE_MACHINES,
                        "spec.providerID names machine "
                                + record.providerId().get().machineId() + ", but what is allocated for this object is "
                                + machine.id() + ": delete the " + record.kind().ownedBy()
                                + ", then the latter is given back");
            case Sighting.Ours(var machine) when !record.identifies(machine) -> new AllocationStep.Record(machine);
            case Sighting.Ours(var machine) -> new AllocationStep.Keep(machine);
            case Sighting.Absent(var asOf)
            when record.recorded() ->
                seen.mayNotShowYet(asOf)
                        ? new Wait(AllocationReasons.INSTALLING, installing(record.machineName()), Pace.SOON)
                        : new AllocationStep.ProveGone();
            case Sighting.Absent(var asOf) when seen.mayNotShowYet(asOf) -> inDoubt();
            case Sighting.Absent absent -> nextForNothing(seen, demand);
            case Sighting.NotLooked notLooked -> nextForNothing(seen, demand);
        };
    }

    /** Needs no owner, no Cluster and no MetalStackCluster. */
    private static AllocationStep nextForDeletion(AllocationObservation seen) {
        var record = seen.record();
        if (seen.movedAway()) {
            return new AllocationStep.LetGo("");
        }
        if (Annotations.releasesByForce(seen.resource())) {
            // What a call under way makes is found by the cluster's own deletion, if that comes later than the call.
            return record.openIntent().isPresent() && seen.mayNotShowYet(seen.at())
                    ? inDoubt()
                    : new AllocationStep.ForceRelease(LeftBehind.of(seen));
        }
        if (record.unreadableIntent().isPresent()) {
            return new AllocationStep.Refuse(
                    AllocationReasons.UNREADABLE_RECORD,
                    record.unreadableIntent().get());
        }
        return switch (seen.sighting()) {
            case Sighting.Unreadable(var why) -> new AllocationStep.LookAgain(why);
            case Sighting.Adoptable adoptable
            when adoptable.imported() -> new AllocationStep.ProveGone(); // it was asked for and never given
            case Sighting.Adoptable adoptable -> adopt(adoptable);
            case Sighting.Several several
            when several.ours().isEmpty() && record.providerId().isEmpty() ->
                new AllocationStep.LetGo("left these machines alone, all of which the Go provider allocated for this"
                        + " object: " + String.join(", ", several.machineIds()) + "; free them by hand");
            case Sighting.Several several ->
                several.ours().stream()
                        .min((one, other) -> one.id().compareTo(other.id()))
                        .<AllocationStep>map(AllocationStep.Free::new)
                        .orElseGet(AllocationStep.ProveGone::new);
            case Sighting.Ours(var machine) when record.openIntent().isPresent() -> new AllocationStep.Record(machine);
            case Sighting.Ours(var machine) -> new AllocationStep.Free(machine);
            case Sighting.Absent(var asOf)
            when record.openIntent().isPresent() && seen.mayNotShowYet(asOf) -> inDoubt();
            case Sighting.Absent absent -> new AllocationStep.ProveGone();
            case Sighting.Foreign foreign
            when record.openIntent().isPresent() && seen.mayNotShowYet(seen.at()) -> inDoubt();
            case Sighting.Foreign foreign -> new AllocationStep.ProveGone();
            case Sighting.NotLooked notLooked
            when record.neverAsked() ->
                new AllocationStep.LetGo(record.malformedProviderId().orElse(""));
            case Sighting.NotLooked notLooked ->
                new AllocationStep.LetGo(
                        "whether a machine is held for this object cannot be told any more: its claim was taken off, and its"
                                + " MetalStackCluster is gone. Look in metal-stack for the tag "
                                + record.resourceTag());
        };
    }

    private static AllocationStep adopt(Sighting.Adoptable found) {
        return new AllocationStep.Adopt(found.machine(), found.imported(), found.alike());
    }

    static String notOurs(String machineId) {
        return "spec.providerID names machine " + machineId + ", whose allocation does not carry this object's claim;"
                + " machines that this provider did not allocate are not touched";
    }

    /** What to tell while it does. */
    public static String installing(String machine) {
        return machine + " is allocated; waiting for it to install its system and to phone home";
    }

    private static Wait inDoubt() {
        return new Wait(
                AllocationReasons.ALLOCATION_IN_DOUBT,
                "an allocation was asked for and its answer was lost; waiting until it cannot take effect any more"
                        + " before anything else is done",
                Pace.SOON);
    }

    /** Nothing is there, and nothing is on its way. */
    private static AllocationStep nextForNothing(AllocationObservation seen, Supplier<AllocationStep> demand) {
        // Without the cluster's uid a machine that was taken before the claim was lost could not have been recognised.
        var claimIsLost = seen.record().claim().isEmpty()
                && seen.sighting() instanceof Sighting.Absent
                && seen.around().clusterUid().isPresent();
        return claimIsLost ? new AllocationStep.MintClaim() : demand.get();
    }
}
