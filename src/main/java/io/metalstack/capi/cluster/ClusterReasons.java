package io.metalstack.capi.cluster;

import java.util.Set;

/** Condition types and reasons of a MetalStackCluster, and reasons of its Events. Users filter by them: kept stable. */
final class ClusterReasons {

    /** Condition types, as the Go provider has them. */
    static final String NODE_NETWORK_ENSURED = "ClusterNodeNetworkEnsured";

    static final String CONTROL_PLANE_IP_ENSURED = "ClusterControlPlaneIPEnsured";

    static final String FIREWALL_ENSURED = "ClusterFirewallDeploymentEnsured";

    /** Condition type of ours: no machine of the cluster has outlived its object. Its reason as well, when it holds. */
    static final String NO_ORPHANS = "NoOrphans";

    static final String ORPHANS_FOUND = "OrphansFound";
    static final String NOT_LOOKED_YET = "NotLookedYet";

    // What it waits for, or works on.
    static final String WAITING_FOR_IDENTITY = "WaitingForIdentity";
    static final String WAITING_FOR_NODE_NETWORK = "WaitingForNodeNetwork";
    static final String WAITING_FOR_CONTROL_PLANE_IP = "WaitingForControlPlaneIP";
    static final String WAITING_FOR_FIREWALL = "WaitingForFirewall";
    static final String ALLOCATION_IN_DOUBT = "AllocationInDoubt";
    static final String CLUSTER_DELETING = "ClusterDeleting";
    static final String NO_CAPACITY = "NoCapacity";
    static final String METAL_API_BUSY = "MetalApiBusy";
    static final String METAL_API_UNAVAILABLE = "MetalApiUnavailable";
    static final String CREDENTIALS_UNUSABLE = "CredentialsUnusable";
    static final String WAITING_FOR_ENDPOINT = "WaitingForControlPlaneEndpoint";

    // What a person has to look at.
    static final String UNREADABLE_RECORD = "UnreadableRecord";
    static final String CLUSTER_UID_LOST = "ClusterUIDLost";
    static final String CLUSTER_UID_AMBIGUOUS = "ClusterUIDAmbiguous";
    static final String CLUSTER_ID_TAKEN = "ClusterIDTaken";
    static final String PROJECT_NOT_ALLOWED = "ProjectNotAllowed";
    static final String PROJECT_NOT_FOUND = "ProjectNotFound";
    static final String NODE_NETWORK_NOT_FOUND = "NodeNetworkNotFound";
    static final String NODE_NETWORK_UNSUITABLE = "NodeNetworkUnsuitable";
    static final String SEVERAL_NODE_NETWORKS = "SeveralNodeNetworks";
    static final String CONTROL_PLANE_IP_NOT_FOUND = "ControlPlaneIPNotFound";
    static final String CONTROL_PLANE_IP_UNSUITABLE = "ControlPlaneIPUnsuitable";
    static final String SEVERAL_CONTROL_PLANE_IPS = "SeveralControlPlaneIPs";
    static final String EXTERNAL_NETWORK_NOT_FOUND = "ExternalNetworkNotFound";
    static final String NO_DEFAULT_EXTERNAL_NETWORK = "NoDefaultExternalNetwork";
    static final String SEVERAL_DEFAULT_EXTERNAL_NETWORKS = "SeveralDefaultExternalNetworks";
    static final String FIREWALL_NOT_FOUND = "FirewallDeploymentNotFound";
    static final String FIREWALL_TAKEN = "FirewallDeploymentTaken";
    static final String METAL_API_DENIED = "MetalApiDenied";
    static final String METAL_API_REJECTED = "MetalApiRejected";
    static final String INTERNAL_ERROR = "InternalError";

    // All is well.
    static final String READY = "Ready";
    static final String NODE_NETWORK_READY = "NodeNetworkReady";
    static final String CONTROL_PLANE_IP_READY = "ControlPlaneIPReady";
    static final String FIREWALL_READY = "FirewallReady";
    static final String NO_FIREWALL = "NoFirewallWanted";

    // On the way out.
    static final String DELETING = "Deleting";
    static final String NOT_DELETING = "NotDeleting";
    static final String MOVED_AWAY = "MovedAway";
    static final String WAITING_FOR_MACHINES = "WaitingForMachines";
    static final String WAITING_FOR_FIREWALLS = "WaitingForFirewalls";
    static final String MACHINES_LEFT = "MachinesLeft";
    static final String CONTROL_PLANE_IP_IN_USE = "ControlPlaneIPInUse";
    static final String NODE_NETWORK_IN_USE = "NodeNetworkInUse";
    static final String NOT_FREED_YET = "NotFreedYet";

    // Events.
    static final String CLUSTER_ADOPTED = "ClusterAdopted";
    static final String CLUSTER_UID_RECOVERED = "ClusterUIDRecovered";
    static final String NODE_NETWORK_ALLOCATED = "NodeNetworkAllocated";
    static final String NODE_NETWORK_ADOPTED = "NodeNetworkAdopted";
    static final String NODE_NETWORK_USED = "NodeNetworkUsed";
    static final String NODE_NETWORK_FREED = "NodeNetworkFreed";
    static final String CONTROL_PLANE_IP_ALLOCATED = "ControlPlaneIPAllocated";
    static final String CONTROL_PLANE_IP_ADOPTED = "ControlPlaneIPAdopted";
    static final String CONTROL_PLANE_IP_USED = "ControlPlaneIPUsed";
    static final String CONTROL_PLANE_ENDPOINT_USED = "ControlPlaneEndpointUsed";
    static final String CONTROL_PLANE_IP_EPHEMERAL = "ControlPlaneIPEphemeral";
    static final String CONTROL_PLANE_IP_FREED = "ControlPlaneIPFreed";
    static final String ORPHAN_FOUND = "OrphanFound";
    static final String ORPHAN_FREED = "OrphanFreed";
    static final String SERVICE_IP_FREED = "ServiceIPFreed";
    static final String SERVICE_IP_UNTAGGED = "ServiceIPUntagged";
    static final String PROVISIONED = "Provisioned";
    static final String LEFT_ALONE = "LeftAlone";
    static final String FORCE_RELEASED = "ForceReleased";
    static final String FORCE_RELEASE_IGNORED = "ForceReleaseIgnored";

    /** Waits that belong to a cluster's life; every other reason is something that somebody should look at. */
    private static final Set<String> ORDINARY = Set.of(
            READY,
            WAITING_FOR_FIREWALL,
            WAITING_FOR_FIREWALLS,
            WAITING_FOR_MACHINES,
            CONTROL_PLANE_IP_IN_USE,
            NODE_NETWORK_IN_USE,
            NOT_FREED_YET,
            CLUSTER_DELETING,
            MOVED_AWAY);

    private ClusterReasons() {}

    static boolean ordinary(String reason) {
        return ORDINARY.contains(reason);
    }
}
