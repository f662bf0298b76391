package io.metalstack.lab.simulator;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Whose a machine, network or address is, as far as its tags (a network's labels) tell: those that the Cluster API
 * providers of metal-stack write, and metal's cloud controller.
 *
 * @param cluster {@code <namespace>/<name>} of the Cluster; empty where no tag names one
 * @param uid tells clusters of one name apart, as two management clusters may have; empty with the Go provider
 * @param object name of the Machine or firewall it was made for, or of the Service; empty where no tag names one
 * @param controlPlane whether it serves the control plane
 */
record Owner(String cluster, String uid, String object, boolean controlPlane) {
    static final Owner NOBODY = new Owner("", "", "", false);

    private static final String PREFIX = "metal-stack.infrastructure.cluster.x-k8s.io/";
    private static final String CLUSTER_ID = "cluster.metal-stack.io/id";

    static Owner of(Collection<String> tags) {
        var cluster = first(tags, PREFIX + "cluster-resource", CLUSTER_ID);
        var service = first(tags, CLUSTER_ID + "/namespace/service").split("/", 3);
        if (service.length == 3) {
            return new Owner(spoken(service[0]), "", service[2], false);
        }
        var object = first(
                tags,
                PREFIX + "machine-resource",
                PREFIX + "firewall-resource",
                PREFIX + "firewall-deployment-resource");
        return new Owner(
                spoken(cluster),
                first(tags, PREFIX + "cluster-uid"),
                object.substring(object.indexOf('.') + 1),
                first(tags, PREFIX + "purpose").equals("control-plane"));
    }

    /** The value of the first of these keys that a tag has. */
    private static String first(Collection<String> tags, String... keys) {
        for (var key : keys) {
            var value = valueOf(tags, key);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    private static @Nullable String valueOf(Collection<String> tags, String key) {
        return tags.stream()
                .filter(it -> it.startsWith(key + "="))
                .map(it -> it.substring(key.length() + 1))
                .findFirst()
                .orElse(null);
    }

    /** Tags write {@code <namespace>.<name>}; a namespace has no dot, so the first one ends it. */
    private static String spoken(String resource) {
        return resource.replaceFirst("\\.", "/");
    }
}
