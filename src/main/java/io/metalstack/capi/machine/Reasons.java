package io.metalstack.capi.machine;

import io.metalstack.capi.metal.MetalFailure;
import java.util.Set;

/** Reasons in conditions and Events of a MetalStackMachine. */
final class Reasons {

    // Waiting
    static final String WAITING_FOR_CLUSTER = "WaitingForClusterInfrastructureReady";
    static final String NOT_SUPPORTED_YET = "NotSupportedYet";
    static final String WAITING_FOR_BOOTSTRAP_DATA = "WaitingForBootstrapData";
    static final String ALLOCATING = "Allocating";
    static final String ALLOCATION_IN_DOUBT = "AllocationInDoubt";
    static final String INSTALLING = "Installing";
    static final String CLUSTER_DELETING = "ClusterDeleting";

    // A person has to look
    static final String INVALID_BOOTSTRAP_DATA = "InvalidBootstrapData";
    static final String INVALID_NAME = "InvalidName";
    static final String WRONG_FAILURE_DOMAIN = "WrongFailureDomain";
    static final String CANNOT_ANNOUNCE = "CannotAnnounceControlPlaneAddress";
    static final String UNREADABLE_RECORD = "UnreadableRecord";
    static final String NOT_OURS = "MachineNotOurs";
    static final String DUPLICATE_MACHINES = "DuplicateMachines";
    static final String HOSTNAME_TAKEN = "HostnameTaken";
    static final String CLUSTER_ID_TAKEN = "ClusterIDTaken";
    static final String CLAIM_TAKEN = "ClaimTaken";
    static final String PROJECT_NOT_ALLOWED = "ProjectNotAllowed";

    // State
    static final String ALLOCATED = "MachineAllocated";
    static final String ADOPTED = "MachineAdopted";
    static final String NOT_ALLOCATED = "NotAllocated";
    static final String PHONED_HOME = "PhonedHome";
    static final String PROVISIONED = "MachineProvisioned";
    static final String READY = "Ready";
    static final String HEALTHY = "Healthy";
    static final String CRASH_LOOP = "CrashLoop";
    static final String FAILED_RECLAIM = "FailedMachineReclaim";
    static final String LOCKED = "MachineLocked";
    static final String LIVELINESS_UNKNOWN = "LivelinessUnknown";
    static final String GONE = "MachineGone";
    static final String GONE_NOT_PROVED = "MachineNotSeen";
    static final String INTERNAL_ERROR = "InternalError";

    // Deletion
    static final String DELETING = "Deleting";
    static final String NOT_DELETING = "NotDeleting";
    static final String FREEING = "FreeingMachine";
    static final String FREED = "MachineFreed";
    static final String FREE_REFUSED = "FreeRefused";
    static final String HELD_BY_BRAKE = "HeldByDeletionBrake";
    static final String LEFT_ALONE = "MachineLeftAlone";
    static final String FORCE_RELEASED = "ForceReleased";
    static final String FORCE_RELEASE_IGNORED = "ForceReleaseIgnored";

    /** Waits that belong to a machine's life; every other reason is something that somebody should look at. */
    private static final Set<String> ORDINARY = Set.of(
            WAITING_FOR_CLUSTER,
            WAITING_FOR_BOOTSTRAP_DATA,
            ALLOCATING,
            INSTALLING,
            CLUSTER_DELETING,
            READY,
            DELETING,
            FREEING);

    private Reasons() {}

    static boolean ordinary(String reason) {
        return ORDINARY.contains(reason);
    }

    /** The reason that a failed call gives. */
    static String of(MetalFailure failure) {
        return switch (failure) {
            case MetalFailure.NotFound ignored -> "NotFoundInMetalApi";
            case MetalFailure.Denied ignored -> "MetalApiDenied";
            case MetalFailure.Rejected ignored -> "MetalApiRejected";
            case MetalFailure.NoCapacity ignored -> "NoCapacity";
            case MetalFailure.Busy ignored -> "MetalApiBusy";
            case MetalFailure.Unavailable ignored -> "MetalApiUnavailable";
            case MetalFailure.InDoubt ignored -> ALLOCATION_IN_DOUBT;
        };
    }
}
