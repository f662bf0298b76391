package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MetalFailure;

/** Reasons in conditions and Events of every object that holds a machine of metal-stack, as a node or as a firewall. */
public final class AllocationReasons {

    // Waiting
    public static final String ALLOCATING = "Allocating";
    public static final String ALLOCATION_IN_DOUBT = "AllocationInDoubt";
    public static final String ADOPTING = "AdoptingMachine";
    public static final String INSTALLING = "Installing";

    // A person has to look
    public static final String UNREADABLE_RECORD = "UnreadableRecord";
    public static final String NOT_OURS = "MachineNotOurs";
    public static final String DUPLICATE_MACHINES = "DuplicateMachines";
    public static final String HOSTNAME_TAKEN = "HostnameTaken";
    public static final String CLUSTER_ID_TAKEN = "ClusterIDTaken";
    public static final String CLAIM_TAKEN = "ClaimTaken";
    public static final String PROJECT_NOT_ALLOWED = "ProjectNotAllowed";

    // State
    public static final String ALLOCATED = "MachineAllocated";
    public static final String ADOPTED = "MachineAdopted";
    public static final String CRASH_LOOP = "CrashLoop";
    public static final String FAILED_RECLAIM = "FailedMachineReclaim";
    public static final String LOCKED = "MachineLocked";
    public static final String GONE = "MachineGone";
    public static final String GONE_NOT_PROVED = "MachineNotSeen";

    // Deletion
    public static final String FREEING = "FreeingMachine";
    public static final String FREED = "MachineFreed";
    public static final String FREE_REFUSED = "FreeRefused";
    public static final String LEFT_ALONE = "MachineLeftAlone";
    public static final String FORCE_RELEASED = "ForceReleased";

    private AllocationReasons() {}

    /** The reason that a failed call gives. */
    public static String of(MetalFailure failure) {
        return switch (failure) {
            case MetalFailure.NotFound ignored -> "NotFoundInMetalApi";
            case MetalFailure.NoCredentials ignored -> "CredentialsUnusable";
            case MetalFailure.Denied ignored -> "MetalApiDenied";
            case MetalFailure.Rejected ignored -> "MetalApiRejected";
            case MetalFailure.NoCapacity ignored -> "NoCapacity";
            case MetalFailure.Busy ignored -> "MetalApiBusy";
            case MetalFailure.Unavailable ignored -> "MetalApiUnavailable";
            case MetalFailure.InDoubt ignored -> ALLOCATION_IN_DOUBT;
        };
    }
}
