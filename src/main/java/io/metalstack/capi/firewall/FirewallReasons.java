package io.metalstack.capi.firewall;

import io.metalstack.capi.allocation.AllocationReasons;
import java.util.Set;

/** Reasons in conditions and Events of firewalls and their deployments, beside those of every allocation. */
final class FirewallReasons {

    // Waiting
    static final String WAITING_FOR_CLUSTER = "WaitingForClusterInfrastructure";
    static final String NOT_USED = "NotUsed";
    static final String CLUSTER_DELETING = "ClusterDeleting";
    static final String WAITING_FOR_MACHINES = "WaitingForMachines";
    static final String CREATING = "CreatingFirewall";
    static final String WAITING_FOR_FIREWALL = "WaitingForFirewall";
    static final String REPLACING = "ReplacingFirewall";
    static final String WAITING_FOR_CAPACITY = "WaitingForCapacity";
    static final String IN_USE = "FirewallInUse";

    // A person has to look
    static final String INVALID_NAME = "InvalidName";
    static final String TEMPLATE_NOT_FOUND = "FirewallTemplateNotFound";
    static final String WRONG_PROJECT = "WrongProject";
    static final String WRONG_PARTITION = "WrongPartition";
    static final String NO_EXTERNAL_NETWORK = "NoExternalNetwork";
    static final String INVALID_RULE = "InvalidRule";
    static final String NEVER_READY = "FirewallNeverReady";
    static final String FIREWALL_NOT_FOUND = "FirewallNotFound";
    static final String FIREWALL_NOT_ALONE = "FirewallNotAlone";
    static final String SEVERAL_FIREWALLS = "SeveralFirewalls";
    static final String REPAIR_LIMIT = "RepairLimitReached";
    static final String SEVERAL_SILENT = "SeveralMachinesSilent";
    static final String UNREADABLE_ANNOTATION = "UnreadableAnnotation";

    // State
    static final String NOT_ALLOCATED = "NotAllocated";
    static final String PROVISIONED = "FirewallProvisioned";
    static final String READY = "Ready";
    static final String HEALTHY = "Healthy";
    static final String LIVELINESS_UNKNOWN = "LivelinessUnknown";
    static final String NOT_APPLIED = "NotApplied";
    static final String ALL_APPLIED = "AllApplied";
    static final String CREATED = "FirewallCreated";
    static final String REPLACED = "FirewallReplaced";
    static final String LOST = "FirewallLost";
    static final String SILENT = "FirewallSilent";
    static final String TAKEN_OVER = "FirewallTakenOver";
    static final String GIVEN = "FirewallGiven";
    static final String INTERNAL_ERROR = "InternalError";

    // Deletion
    static final String DELETING = "Deleting";
    static final String NOT_DELETING = "NotDeleting";
    static final String FORCE_RELEASE_IGNORED = "ForceReleaseIgnored";

    /** Waits that belong to a firewall's life; every other reason is something that somebody should look at. */
    private static final Set<String> ORDINARY = Set.of(
            WAITING_FOR_CLUSTER,
            CLUSTER_DELETING,
            WAITING_FOR_MACHINES,
            CREATING,
            WAITING_FOR_FIREWALL,
            REPLACING,
            READY,
            DELETING,
            AllocationReasons.ALLOCATING,
            AllocationReasons.INSTALLING,
            AllocationReasons.FREEING);

    private FirewallReasons() {}

    static boolean ordinary(String reason) {
        return ORDINARY.contains(reason);
    }
}
