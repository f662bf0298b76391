package io.metalstack.lab.management;

import java.util.Arrays;
import java.util.Optional;

/**
 * The four providers of a Cluster API management cluster that the lab runs.
 *
 * @see <a href="https://cluster-api.sigs.k8s.io/clusterctl/provider-contract">clusterctl provider contract</a> for labels,
 *     types and file names
 */
enum Component {
    CORE("cluster-api", "CoreProvider", "cluster-api", "core-components.yaml", "capi-system", "capi-core"),
    BOOTSTRAP(
            "bootstrap-kubeadm",
            "BootstrapProvider",
            "kubeadm",
            "bootstrap-components.yaml",
            "capi-kubeadm-bootstrap-system",
            "capi-bootstrap"),
    CONTROL_PLANE(
            "control-plane-kubeadm",
            "ControlPlaneProvider",
            "kubeadm",
            "control-plane-components.yaml",
            "capi-kubeadm-control-plane-system",
            "capi-controlplane"),
    METALSTACK(
            "infrastructure-metalstack",
            "InfrastructureProvider",
            "metalstack",
            "infrastructure-components.yaml",
            "capms-system",
            "provider");

    private final String label;
    private final String type;
    private final String provider;
    private final String file;
    private final String namespace;
    private final String program;

    Component(String label, String type, String provider, String file, String namespace, String program) {
        this.label = label;
        this.type = type;
        this.provider = provider;
        this.file = file;
        this.namespace = namespace;
        this.program = program;
    }

    static Optional<Component> inNamespace(String namespace) {
        return Arrays.stream(values())
                .filter(it -> it.namespace.equals(namespace))
                .findFirst();
    }

    /** Its folder in a clusterctl repository. */
    String label() {
        return label;
    }

    /** Its type in the configuration of clusterctl. */
    String type() {
        return type;
    }

    /** Its name in the configuration of clusterctl. */
    String provider() {
        return provider;
    }

    /** Its manifest in a clusterctl repository. */
    String file() {
        return file;
    }

    /** Name of its binary among the tools, and of its log. */
    String program() {
        return program;
    }

    /** Where it is installed. */
    String namespace() {
        return namespace;
    }

    /** Whether this is Cluster API's own, with webhooks and its flags. */
    boolean upstream() {
        return this != METALSTACK;
    }
}
