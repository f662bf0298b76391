package io.metalstack.capi.allocation;

import io.metalstack.capi.status.Planned;

/** What a step would do, in one sentence, for an object that is only looked at. */
public final class AllocationSentences {

    private AllocationSentences() {}

    public static Planned of(AllocationStep step, AllocationObservation seen) {
        var role = seen.record().kind().role() + " ";
        return switch (step) {
            case AllocationStep.Wait(var reason, var message, var pace) -> Planned.waiting(message);
            case AllocationStep.LookAgain(var why) -> Planned.waiting(why.message());
            case AllocationStep.Refuse(var reason, var message) -> Planned.waiting(message);
            case AllocationStep.MintClaim mint ->
                Planned.takingOn("give the object a claim, as nothing in metal-stack is its, and go on");
            case AllocationStep.Allocate(var request, var uid, var attempt) ->
                Planned.allocating("a " + role + "of size " + request.size() + " with image " + request.image()
                        + " in partition " + request.partition() + ", project " + request.project());
            case AllocationStep.Record(var machine) ->
                Planned.adopting("record " + role + machine.id() + ", which is allocated for this object");
            case AllocationStep.Adopt adopt -> adopting(adopt, role);
            case AllocationStep.Keep(var machine) -> Planned.nothing(role + machine.id() + " is this object's");
            case AllocationStep.ProveGone prove
            when seen.deleting() -> Planned.lettingGo("once it is proved that nothing is held for this object");
            case AllocationStep.ProveGone prove ->
                Planned.waiting(seen.record().machineName() + " is not to be seen; whether it is gone would be proved");
            case AllocationStep.Free(var machine) -> Planned.freeing("free " + role + machine.id());
            case AllocationStep.LetGo(var leftAlone) -> Planned.lettingGo(leftAlone);
            case AllocationStep.ForceRelease(var left) -> Planned.lettingGo(left);
        };
    }

    private static Planned adopting(AllocationStep.Adopt adopt, String role) {
        var by = adopt.imported()
                ? "as the annotation " + Annotations.IMPORT_ALLOCATION + " says"
                : "which the Go provider allocated for this object";
        var alike = adopt.alike().isEmpty() ? "" : ", and leave " + String.join(", ", adopt.alike()) + " alone";
        return Planned.adopting("take " + role + adopt.machine().id() + " over, " + by + alike);
    }
}
