package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.Api;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags (on networks: labels) by which an allocation tells whose it is. Keys as the Go provider has them, and two of
 * ours.
 */
public final class OwnershipTags {

    /**
     * The cluster's id, {@code <namespace>.<name>}: what metal's cloud-controller-manager is configured with. Never on
     * the control-plane address: the cloud controller would take it for a service address.
     */
    public static final String CLUSTER_ID = "cluster.metal-stack.io/id";

    public static final String CLUSTER_RESOURCE = Api.PREFIX + "cluster-resource";
    public static final String MACHINE_RESOURCE = Api.PREFIX + "machine-resource";

    /** On a firewall: its MetalStackFirewallDeployment, as the Go provider tags it. */
    public static final String FIREWALL_DEPLOYMENT_RESOURCE = Api.PREFIX + "firewall-deployment-resource";

    /** On a firewall: its MetalStackFirewall. Ours, as a deployment can have two while it replaces one. */
    public static final String FIREWALL_RESOURCE = Api.PREFIX + "firewall-resource";

    public static final String PURPOSE = Api.PREFIX + "purpose";
    public static final String CONTROL_PLANE = "control-plane";

    /** metal-api's own, on an address: the machine that holds it. */
    public static final String HOLDING_MACHINE = "machine.metal-stack.io/id";

    /** The cloud controller's, on an address: a Service it is for, as {@code <cluster id>/<namespace>/<name>}. */
    public static final String SERVICE = CLUSTER_ID + "/namespace/service";

    public static final String CLUSTER_UID = Annotations.CLUSTER_UID;
    public static final String CLAIM = Annotations.CLAIM;

    private OwnershipTags() {}

    /** How objects are named on the side of metal-stack. At most 63 characters, which an admission policy ensures. */
    public static String resourceName(String namespace, String name) {
        return namespace + "." + name;
    }

    public static String tag(String key, String value) {
        return key + "=" + value;
    }

    /** The value of the tag with this key; empty when there is none. */
    public static Optional<String> value(Collection<String> tags, String key) {
        return tags.stream()
                .filter(it -> it.startsWith(key + "="))
                .map(it -> it.substring(key.length() + 1))
                .filter(it -> !it.isEmpty())
                .findFirst();
    }

    /** An object of ours, as {@link #resourceName} writes it. */
    public record ObjectName(String namespace, String name) {}

    /** The object that the tag with this key names. A namespace has no dot, so the first one ends it. */
    public static Optional<ObjectName> object(Collection<String> tags, String key) {
        return value(tags, key)
                .filter(it -> it.indexOf('.') > 0)
                .map(it -> new ObjectName(it.substring(0, it.indexOf('.')), it.substring(it.indexOf('.') + 1)));
    }

    /** Tags of a machine. They go after the user's own: of several tags with one key metal-api keeps the last. */
    public static List<String> ofMachine(
            String namespace, String cluster, String machine, boolean controlPlane, String clusterUid, String claim) {
        var tags = new ArrayList<>(List.of(
                tag(CLUSTER_ID, resourceName(namespace, cluster)),
                tag(CLUSTER_RESOURCE, resourceName(namespace, cluster)),
                tag(MACHINE_RESOURCE, resourceName(namespace, machine)),
                tag(CLUSTER_UID, clusterUid),
                tag(CLAIM, claim)));
        if (controlPlane) {
            tags.add(tag(PURPOSE, CONTROL_PLANE));
        }
        return List.copyOf(tags);
    }

    /** Tags of a firewall. */
    public static List<String> ofFirewall(
            String namespace, String cluster, String deployment, String firewall, String clusterUid, String claim) {
        return List.of(
                tag(CLUSTER_ID, resourceName(namespace, cluster)),
                tag(CLUSTER_RESOURCE, resourceName(namespace, cluster)),
                tag(FIREWALL_DEPLOYMENT_RESOURCE, resourceName(namespace, deployment)),
                tag(FIREWALL_RESOURCE, resourceName(namespace, firewall)),
                tag(CLUSTER_UID, clusterUid),
                tag(CLAIM, claim));
    }

    /** Labels of the node network. */
    public static Map<String, String> ofNetwork(String namespace, String cluster, String clusterUid) {
        return Map.of(
                CLUSTER_ID, resourceName(namespace, cluster),
                CLUSTER_RESOURCE, resourceName(namespace, cluster),
                CLUSTER_UID, clusterUid);
    }

    /**
     * What a cluster's allocations have in common, and nobody else's. The uid alone proves nothing: it is copied with
     * the object.
     */
    public static Map<String, String> ofCluster(String resourceName, String clusterUid) {
        return Map.of(CLUSTER_RESOURCE, resourceName, CLUSTER_UID, clusterUid);
    }

    /** Tags of the control-plane address. */
    public static List<String> ofControlPlaneIp(String namespace, String cluster, String clusterUid) {
        return List.of(
                tag(CLUSTER_RESOURCE, resourceName(namespace, cluster)),
                tag(PURPOSE, CONTROL_PLANE),
                tag(CLUSTER_UID, clusterUid));
    }
}
