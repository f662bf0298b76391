package io.metalstack.capi.machine;

import io.metalstack.capi.allocation.AllocationReasons;
import java.util.Set;

/** Reasons in conditions and Events of a MetalStackMachine, beside those of every allocation. */
final class Reasons {

    // Waiting
    static final String WAITING_FOR_CLUSTER = "WaitingForClusterInfrastructureReady";
    static final String WAITING_FOR_BOOTSTRAP_DATA = "WaitingForBootstrapData";
    static final String CLUSTER_DELETING = "ClusterDeleting";

    // A person has to look
    static final String INVALID_BOOTSTRAP_DATA = "InvalidBootstrapData";
    static final String INVALID_NAME = "InvalidName";
    static final String WRONG_FAILURE_DOMAIN = "WrongFailureDomain";
    static final String CANNOT_ANNOUNCE = "CannotAnnounceControlPlaneAddress";

    // State
    static final String NOT_ALLOCATED = "NotAllocated";
    static final String PHONED_HOME = "PhonedHome";
    static final String PROVISIONED = "MachineProvisioned";
    static final String READY = "Ready";
    static final String HEALTHY = "Healthy";
    static final String LIVELINESS_UNKNOWN = "LivelinessUnknown";
    static final String INTERNAL_ERROR = "InternalError";

    // Deletion
    static final String DELETING = "Deleting";
    static final String NOT_DELETING = "NotDeleting";
    static final String HELD_BY_BRAKE = "HeldByDeletionBrake";
    static final String FORCE_RELEASE_IGNORED = "ForceReleaseIgnored";

    /** Waits that belong to a machine's life; every other reason is something that somebody should look at. */
    private static final Set<String> ORDINARY = Set.of(
            WAITING_FOR_CLUSTER,
            WAITING_FOR_BOOTSTRAP_DATA,
            AllocationReasons.ALLOCATING,
            AllocationReasons.INSTALLING,
            CLUSTER_DELETING,
            READY,
            DELETING,
            AllocationReasons.FREEING);

    private Reasons() {}

    static boolean ordinary(String reason) {
        return ORDINARY.contains(reason);
    }
}
