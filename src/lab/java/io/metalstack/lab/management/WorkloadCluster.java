package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster made with the provider, as its user handles it: through clusterctl, kubectl and the API server alone. */
final class WorkloadCluster {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "default";
    private static final String METALSTACK = "infrastructure.cluster.x-k8s.io/v1alpha1";
    private static final String CLUSTER_NAME = "cluster.x-k8s.io/cluster-name";

    private final LabFiles files;
    private final KubernetesClient management;
    private final String name;

    WorkloadCluster(LabFiles files, KubernetesClient management, String name) {
        this.files = files;
        this.management = management;
        this.name = name;
    }

    /** Whether it was made before. */
    boolean exists() {
        return state().cluster().isPresent();
    }

    /**
     * Generates its manifests from the provider's template and applies them.
     *
     * @param words more of clusterctl's, such as a flavor
     */
    void apply(ClusterState.Goal goal, String... words) {
        var image = KubernetesReleases.image(goal.version());
        var manifest = Shortcuts.inside(files, "clusterctl")
                .and("generate", "cluster", name, "--infrastructure", Component.METALSTACK.provider())
                .and("--kubernetes-version", "v" + goal.version(), "--target-namespace", NAMESPACE)
                .and("--control-plane-machine-count", Integer.toString(goal.controlPlanes()))
                .and("--worker-machine-count", Integer.toString(goal.workers()))
                .and(words)
                .with(Map.of("CONTROL_PLANE_MACHINE_IMAGE", image, "WORKER_MACHINE_IMAGE", image))
                .run();
        LabFiles.writePrivately(manifest(), manifest);
        Shortcuts.inside(files, "kubectl")
                .and("apply", "-f", manifest().toString())
                .run();
    }

    private Path manifest() {
        return files.home().resolve(name + ".yaml");
    }

    /** Asks for the deletion of all that was applied, in one go. */
    void deleteManifest() {
        Shortcuts.inside(files, "kubectl")
                .and("delete", "--wait=false", "-f", manifest().toString())
                .run();
    }

    /** How it is now. */
    ClusterState state() {
        var machines = of("cluster.x-k8s.io/v1beta2", "Machine")
                .inNamespace(NAMESPACE)
                .withLabel(CLUSTER_NAME, name)
                .list()
                .getItems();
        var cluster = Optional.ofNullable(of("cluster.x-k8s.io/v1beta2", "Cluster")
                .inNamespace(NAMESPACE)
                .withName(name)
                .get());
        return new ClusterState(cluster, machines, nodes());
    }

    private List<Node> nodes() {
        var kubeconfig = kubeconfig();
        if (kubeconfig.isEmpty()) {
            return List.of();
        }
        var config = Config.fromKubeconfig(kubeconfig.get());
        config.setConnectionTimeout(2000);
        config.setRequestTimeout(5000);
        config.setRequestRetryBackoffLimit(0);
        try (var workload = new KubernetesClientBuilder().withConfig(config).build()) {
            return workload.nodes().list().getItems();
        } catch (KubernetesClientException e) {
            return List.of();
        }
    }

    private Optional<String> kubeconfig() {
        var secret = management
                .secrets()
                .inNamespace(NAMESPACE)
                .withName(name + "-kubeconfig")
                .get();
        return Optional.ofNullable(secret)
                .map(it -> new String(Base64.getDecoder().decode(it.getData().get("value")), StandardCharsets.UTF_8));
    }

    /** Writes the kubeconfig of its administrator. */
    Path saveKubeconfig() {
        var file = files.workloadKubeconfig(name);
        LabFiles.writePrivately(
                file,
                kubeconfig().orElseThrow(() -> new LabException("the cluster " + name + " has no kubeconfig yet")));
        return file;
    }

    /** Asks for another number of machines. */
    void scale(int controlPlanes, int workers) {
        merge(
                "controlplane.cluster.x-k8s.io/v1beta2",
                "KubeadmControlPlane",
                name + "-control-plane",
                Map.of("spec", Map.of("replicas", controlPlanes)));
        merge(
                "cluster.x-k8s.io/v1beta2",
                "MachineDeployment",
                name + "-md-0",
                Map.of("spec", Map.of("replicas", workers)));
    }

    /** Replaces the control planes one by one with machines of another image. */
    void upgradeControlPlane(String version) {
        var template = copyTemplate(name + "-control-plane", version);
        merge(
                "controlplane.cluster.x-k8s.io/v1beta2",
                "KubeadmControlPlane",
                name + "-control-plane",
                Map.of(
                        "spec",
                        Map.of(
                                "version",
                                "v" + version,
                                "machineTemplate",
                                Map.of("spec", Map.of("infrastructureRef", Map.of("name", template))))));
    }

    /** Replaces the workers one by one with machines of another image. */
    void upgradeWorkers(String version) {
        var template = copyTemplate(name + "-md-0", version);
        merge(
                "cluster.x-k8s.io/v1beta2",
                "MachineDeployment",
                name + "-md-0",
                Map.of(
                        "spec",
                        Map.of(
                                "template",
                                Map.of(
                                        "spec",
                                        Map.of(
                                                "version",
                                                "v" + version,
                                                "infrastructureRef",
                                                Map.of("name", template))))));
    }

    /** Templates cannot be changed, so a change is another template. @return its name */
    private String copyTemplate(String existing, String version) {
        var kind = of(METALSTACK, "MetalStackMachineTemplate").inNamespace(NAMESPACE);
        var copy = kind.withName(existing).require();
        var copyName = existing + "-" + version.replace('.', '-');
        copy.setMetadata(new ObjectMetaBuilder()
                .withName(copyName)
                .withNamespace(NAMESPACE)
                .build());
        Map<String, Object> spec = copy.get("spec", "template", "spec");
        spec.put("image", KubernetesReleases.image(version));
        copy.getAdditionalProperties().remove("status");
        kind.resource(copy).serverSideApply();
        return copyName;
    }

    /** Asks for its deletion; {@link #state} tells when it is gone. */
    void delete() {
        of("cluster.x-k8s.io/v1beta2", "Cluster")
                .inNamespace(NAMESPACE)
                .withName(name)
                .delete();
    }

    /** Has its firewall replaced with one of another image. */
    void changeFirewallImage(String image) {
        merge(METALSTACK, "MetalStackFirewallTemplate", name, Map.of("spec", Map.of("image", image)));
    }

    /** Stops all controllers from changing anything of it, or lets them go on. */
    void pause(boolean paused) {
        merge("cluster.x-k8s.io/v1beta2", "Cluster", name, Map.of("spec", Map.of("paused", paused)));
    }

    /** Whether this condition of its firewall deployment and of all its firewalls is True. */
    boolean firewallIs(String condition) {
        var deployment = of(METALSTACK, "MetalStackFirewallDeployment")
                .inNamespace(NAMESPACE)
                .withName(name)
                .require();
        var firewalls = of(METALSTACK, "MetalStackFirewall")
                .inNamespace(NAMESPACE)
                .withLabel(CLUSTER_NAME, name)
                .list()
                .getItems();
        return !firewalls.isEmpty()
                && Stream.concat(Stream.of(deployment), firewalls.stream())
                        .allMatch(it -> ClusterState.isTrue(it, condition));
    }

    /** Name of a node, which is its machine's hostname, too. */
    String anyNode() {
        return nodes().stream()
                .map(it -> it.getMetadata().getName())
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new LabException("the cluster " + name + " has no nodes"));
    }

    /** Which boot each of its nodes is in, by name: a machine that was restarted or replaced has another. */
    Map<String, String> bootIds() {
        return nodes().stream()
                .collect(Collectors.toMap(
                        it -> it.getMetadata().getName(),
                        it -> it.getStatus().getNodeInfo().getBootID(),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** What a person sees of it. */
    String look() {
        return Shortcuts.inside(files, "kubectl")
                .and("get", "mscluster,msmachine,msfwdeploy,msfw", "--namespace", NAMESPACE)
                .run()
                .stripTrailing();
    }

    private void merge(String version, String kind, String object, Map<String, Object> change) {
        try {
            of(version, kind)
                    .inNamespace(NAMESPACE)
                    .withName(object)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), JSON.writeValueAsString(change));
        } catch (IOException e) {
            throw new LabException("cannot write a patch: " + e.getMessage(), e);
        }
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            of(String version, String kind) {
        return management.genericKubernetesResources(version, kind);
    }
}
