package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MachineAllocation;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;

/** The one thing to do next. {@link AllocationPlan} chooses it, {@link MachineActions} carries it out. */
public sealed interface AllocationStep {

    /** Something has to happen elsewhere first. */
    record Wait(String reason, String message, Pace pace) implements AllocationStep {}

    /** metal-api could not be read. */
    record LookAgain(MetalFailure why) implements AllocationStep {}

    /** A person has to look. */
    record Refuse(String reason, String message) implements AllocationStep {}

    /** The claim was taken off the object, and nothing of the object's is there: it gets a new one. */
    record MintClaim() implements AllocationStep {}

    /**
     * Takes a machine: publishes the intent first, then calls, then records the answer.
     *
     * @param attempt counts from 1
     */
    record Allocate(MachineAllocation request, String clusterUid, int attempt) implements AllocationStep {}

    /** The machine is ours and the object does not say so yet, or not all of it. */
    record Record(MetalMachine machine) implements AllocationStep {}

    /**
     * Takes over a machine that this provider did not allocate.
     *
     * @param imported because a person named it; else the Go provider made it for this very object
     * @param alike ids of other machines that the Go provider made for this very object and lost
     */
    record Adopt(MetalMachine machine, boolean imported, List<String> alike) implements AllocationStep {}

    /** The machine is ours and recorded: only its health is of interest. */
    record Keep(MetalMachine machine) implements AllocationStep {}

    /** What was asked for or recorded is not to be seen. That is no proof; get one. */
    record ProveGone() implements AllocationStep {}

    /** Gives the machine back, after proving once more that it is ours. */
    record Free(MetalMachine machine) implements AllocationStep {}

    /**
     * Takes the finalizer off without having touched anything.
     *
     * @param leftAlone what stays behind and why, for an Event; empty when nothing does
     */
    record LetGo(String leftAlone) implements AllocationStep {}

    /**
     * Takes the finalizer off because a person said so, whatever the object holds.
     *
     * @param left what may stay behind, for an Event
     */
    record ForceRelease(String left) implements AllocationStep {}

    /** How soon to look again. */
    enum Pace {
        SOON,
        SLOWLY
    }
}
