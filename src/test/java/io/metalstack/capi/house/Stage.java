package io.metalstack.capi.house;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterStatus;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Machine;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * One test's own corner: a namespace, a project of metal-stack, and the part of Cluster API's core that the provider
 * meets (owner references, bootstrap data, the flag that infrastructure is there), played by the test.
 */
public final class Stage implements AutoCloseable {

    public static final String PARTITION = "mini-lab";
    public static final String SIZE = "v1-small-x86";
    public static final String CLUSTER = "demo";
    public static final String FIREWALL = "demo-firewall";
    private static final String CONTROL_PLANE = ", cluster.x-k8s.io/control-plane: \"\"";
    // More than twice a slow recheck: one that is planned only after a test moved the clock comes by real time.
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private final Simulator metal;
    private final KubernetesClient client;
    private final String namespace;
    private final String project;
    private final boolean namespaceStays;

    private Stage(KubernetesClient client, Simulator metal, String namespace, String project, boolean namespaceStays) {
        this.metal = metal;
        this.client = client;
        this.namespace = namespace;
        this.project = project;
        this.namespaceStays = namespaceStays;
    }

    /** Opens one in this API server and this simulator. */
    public static Stage open(KubernetesClient admin, Simulator metal) {
        var namespace = admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("stage-")
                        .endMetadata()
                        .build())
                .create();
        return new Stage(admin, metal, namespace.getMetadata().getName(), metal.newProject(), false);
    }

    /** The same namespace and project in another management cluster. */
    public Stage twin(KubernetesClient otherAdmin) {
        otherAdmin
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        return new Stage(otherAdmin, metal, namespace, project, false);
    }

    /** In a namespace of this name, which stays: without its controller it could not be removed and made again. */
    static Stage openIn(KubernetesClient admin, Simulator metal, String namespace) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
        return new Stage(admin, metal, namespace, metal.newProject(), true);
    }

    public String namespace() {
        return namespace;
    }

    public String project() {
        return project;
    }

    /** Waits until an assertion inside holds; for things that come by events, not by time. */
    public static ConditionFactory eventually() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    /** Creates what the YAML says, in this stage's namespace; {@code $project} stands for its project. */
    public HasMetadata apply(String yaml) {
        var resource = (HasMetadata) client.getKubernetesSerialization()
                .unmarshal(yaml.replace("$project", project).replace("$namespace", namespace));
        resource.getMetadata().setNamespace(namespace);
        return client.resource(resource).create();
    }

    /** A Cluster, and its MetalStackCluster with this spec in addition to project and partition. */
    public MetalStackCluster cluster(String... specLines) {
        var cluster = applyCoreCluster(CLUSTER, false);
        apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata: {name: demo, labels: {cluster.x-k8s.io/cluster-name: demo}}
                spec:
                  projectID: $project
                  partition: mini-lab
                """ + indented(specLines));
        own(metalStackCluster(), cluster, false);
        return metalStackCluster();
    }

    /** A template of a firewall, and the deployment that names it. */
    public void firewall() {
        apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallTemplate
                metadata: {name: demo-firewall}
                spec: {size: v1-small-x86, image: firewall-ubuntu-3.0, networks: [internet-mini-lab]}
                """);
        apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallDeployment
                metadata: {name: demo-firewall}
                spec: {firewallTemplateRef: {name: demo-firewall}}
                """);
    }

    /** A Cluster, and nothing that belongs to it. */
    public HasMetadata applyCoreCluster(String name, boolean paused) {
        return apply("""
                apiVersion: cluster.x-k8s.io/v1beta2
                kind: Cluster
                metadata: {name: %1$s}
                spec:
                  paused: %2$s
                  infrastructureRef:
                    {apiGroup: infrastructure.cluster.x-k8s.io, kind: MetalStackCluster, name: %1$s}
                  controlPlaneRef:
                    {apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: %1$s}
                """.formatted(name, paused));
    }

    /** A cluster whose infrastructure is there, as core tells it. */
    public MetalStackCluster provisionedCluster(String... specLines) {
        cluster(specLines);
        eventually().until(this::provisioned);
        infrastructureProvisioned();
        return metalStackCluster();
    }

    /** Whether the cluster's infrastructure is there, as its status says. */
    public boolean provisioned() {
        return Optional.ofNullable(metalStackCluster().getStatus())
                .map(MetalStackClusterStatus::provisioned)
                .orElse(false);
    }

    /** What core does once it has seen {@code provisioned}. */
    public void infrastructureProvisioned() {
        client.resources(Cluster.class)
                .inNamespace(namespace)
                .withName(CLUSTER)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"initialization\":{\"infrastructureProvisioned\":true}}}");
    }

    /** A worker Machine with bootstrap data, and its MetalStackMachine with these spec lines in addition. */
    public MetalStackMachine worker(String name, String... specLines) {
        bootstrapSecret(name, Map.of("value", "#cloud-config\n", "format", "cloud-config"));
        return machine(name, false, true, specLines);
    }

    /** A control-plane Machine with bootstrap data, and its MetalStackMachine. */
    public MetalStackMachine controlPlane(String name, String... specLines) {
        bootstrapSecret(name, Map.of("value", "#cloud-config\n", "format", "cloud-config"));
        return machine(name, true, true, specLines);
    }

    /** A Machine, with or without naming a bootstrap Secret, and its MetalStackMachine. */
    public MetalStackMachine machine(String name, boolean controlPlane, boolean withData, String... specLines) {
        var label = controlPlane ? CONTROL_PLANE : "";
        var machine = applyCoreMachine(name, controlPlane, withData);
        apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata: {name: %1$s, labels: {cluster.x-k8s.io/cluster-name: demo%2$s}}
                spec:
                """.formatted(name, label)
                + indented(unlessGiven("size: v1-small-x86", specLines))
                + indented(unlessGiven("image: debian-13.0", specLines))
                + indented(specLines));
        own(metalStackMachine(name), machine, true);
        return metalStackMachine(name);
    }

    /** A Machine, and nothing that belongs to it. */
    public HasMetadata applyCoreMachine(String name, boolean controlPlane, boolean withData) {
        var data = withData ? "dataSecretName: " + name : "configRef: {apiGroup: b, kind: K, name: " + name + "}";
        return apply("""
                apiVersion: cluster.x-k8s.io/v1beta2
                kind: Machine
                metadata: {name: %1$s, labels: {cluster.x-k8s.io/cluster-name: demo%2$s}}
                spec:
                  clusterName: demo
                  version: v1.36.3
                  bootstrap: {%3$s}
                  infrastructureRef:
                    {apiGroup: infrastructure.cluster.x-k8s.io, kind: MetalStackMachine, name: %1$s}
                """.formatted(name, controlPlane ? CONTROL_PLANE : "", data));
    }

    /** A MetalStackMachine alone that says this of itself, as one that was written by hand or brought back. */
    public void applyMachine(String name, Map<String, String> annotations) {
        var lines = new ArrayList<String>();
        annotations.forEach((key, value) -> lines.add("    " + key + ": '" + value + "'\n"));
        apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachine
                metadata:
                  name: %s
                  labels: {cluster.x-k8s.io/cluster-name: demo}
                  annotations:
                %sspec: {size: v1-small-x86, image: debian-13.0}
                """.formatted(name, String.join("", lines)));
    }

    /** The Secret that the bootstrap provider writes for a Machine of this name. */
    public void bootstrapSecret(String name, Map<String, String> data) {
        var encoded = new java.util.TreeMap<String, String>();
        data.forEach((key, value) -> encoded.put(
                key, Base64.getEncoder().encodeToString(value.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withType("cluster.x-k8s.io/secret")
                        .withData(encoded)
                        .build())
                .createOr(existing -> existing.update());
    }

    /** Makes an object owned, as core does; whatever the provider writes to it at the same time. */
    public void own(HasMetadata resource, HasMetadata owner, boolean controller) {
        var reference = new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(controller)
                .withBlockOwnerDeletion(controller)
                .build();
        patch(
                resource,
                client.getKubernetesSerialization()
                        .asJson(Map.of("metadata", Map.of("ownerReferences", List.of(reference)))));
    }

    /** What of an object's metadata a move or a restore brings back. */
    public static ObjectMeta broughtBack(HasMetadata old) {
        return new ObjectMetaBuilder()
                .withName(old.getMetadata().getName())
                .withNamespace(old.getMetadata().getNamespace())
                .withLabels(old.getMetadata().getLabels())
                .withAnnotations(old.getMetadata().getAnnotations())
                .withFinalizers(old.getMetadata().getFinalizers())
                .build();
    }

    public Cluster coreCluster() {
        return client.resources(Cluster.class)
                .inNamespace(namespace)
                .withName(CLUSTER)
                .get();
    }

    public Machine coreMachine(String name) {
        return client.resources(Machine.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** All objects of a kind in this stage's namespace. */
    public <T extends HasMetadata> List<T> all(Class<T> type) {
        return client.resources(type).inNamespace(namespace).list().getItems();
    }

    /** The object of a kind with this name, or null. */
    public <T extends HasMetadata> T named(Class<T> type, String name) {
        return client.resources(type).inNamespace(namespace).withName(name).get();
    }

    public MetalStackCluster metalStackCluster() {
        return client.resources(MetalStackCluster.class)
                .inNamespace(namespace)
                .withName(CLUSTER)
                .get();
    }

    public MetalStackMachine metalStackMachine(String name) {
        return client.resources(MetalStackMachine.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /** The machine that is recorded for an object, once one is. */
    public HeldMachine recorded(String name) {
        eventually().until(() -> isRecorded(name));
        var id =
                ProviderId.parse(metalStackMachine(name).getSpec().providerID()).orElseThrow();
        return metal.holdings().machine(id.machineId()).orElseThrow();
    }

    /** Whether an object says which machine is its own. */
    public boolean isRecorded(String name) {
        return Annotations.of(metalStackMachine(name), Annotations.ALLOCATION_UUID)
                .isPresent();
    }

    /** Merge-patches an object with JSON. */
    public void patch(HasMetadata resource, String json) {
        client.resource(resource).patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    public void delete(HasMetadata resource) {
        client.resource(resource).delete();
    }

    /** The condition of this type, if the object shows it. */
    public static Optional<Condition> condition(List<Condition> conditions, String type) {
        return Optional.ofNullable(conditions).stream()
                .flatMap(List::stream)
                .filter(it -> type.equals(it.getType()))
                .findFirst();
    }

    public Optional<Condition> condition(MetalStackMachine machine, String type) {
        return Optional.ofNullable(machine)
                .map(MetalStackMachine::getStatus)
                .flatMap(it -> condition(it.conditions(), type));
    }

    public Optional<Condition> condition(MetalStackCluster cluster, String type) {
        return Optional.ofNullable(cluster)
                .map(MetalStackCluster::getStatus)
                .flatMap(it -> condition(it.conditions(), type));
    }

    /** Whether the object is there and its condition of this type has this reason. */
    public boolean shows(MetalStackMachine machine, String type, String reason) {
        return condition(machine, type)
                .filter(it -> reason.equals(it.getReason()))
                .isPresent();
    }

    /** The same of a cluster. */
    public boolean shows(MetalStackCluster cluster, String type, String reason) {
        return condition(cluster, type)
                .filter(it -> reason.equals(it.getReason()))
                .isPresent();
    }

    /** The Events of an object, {@code Reason: message} each. */
    public List<String> events(HasMetadata about) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(it -> about.getMetadata()
                        .getUid()
                        .equals(it.getInvolvedObject().getUid()))
                .map((Event it) -> it.getReason() + ": " + it.getMessage())
                .toList();
    }

    /** Takes the stage down, whatever state the test left it in. */
    @Override
    public void close() {
        metal.faults().clear();
        drop(MetalStackMachine.class);
        drop(MetalStackFirewallDeployment.class); // before its firewalls, which it would make again
        drop(MetalStackFirewall.class);
        drop(MetalStackFirewallTemplate.class);
        drop(MetalStackMachineTemplate.class);
        drop(MetalStackCluster.class);
        drop(Machine.class);
        drop(Cluster.class);
        if (!namespaceStays) {
            client.namespaces().withName(namespace).delete();
        }
        metal.control().clear(project);
    }

    private <T extends HasMetadata> void drop(Class<T> type) {
        for (var it : client.resources(type).inNamespace(namespace).list().getItems()) {
            client.resource(it).delete();
            try {
                client.resource(it)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
            } catch (KubernetesClientException e) {
                if (e.getCode() != 404) {
                    throw e;
                }
            }
        }
    }

    private static String[] unlessGiven(String line, String... given) {
        var key = line.substring(0, line.indexOf(':') + 1);
        return Arrays.stream(given).anyMatch(it -> it.startsWith(key)) ? new String[0] : new String[] {line};
    }

    private static String indented(String... lines) {
        return Arrays.stream(lines).map(it -> "  " + it + "\n").reduce("", String::concat);
    }
}
