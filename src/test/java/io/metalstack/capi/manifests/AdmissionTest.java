package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.house.TestApiServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the API server makes of objects, as far as the files of {@link ManifestsTest} cannot say it. */
class AdmissionTest {

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private static KubernetesClient client;
    private String namespace;

    @BeforeAll
    static void connect() {
        client = TestApiServer.adminClient();
        awaitPolicies(client);
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @BeforeEach
    void namespace() {
        namespace = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("admission-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    @AfterEach
    void cleanUp() {
        for (var kind : AdmissionRule.KINDS) {
            client.genericKubernetesResources("infrastructure.cluster.x-k8s.io/v1alpha1", kind)
                    .inNamespace(namespace)
                    .delete();
        }
        client.namespaces().withName(namespace).delete();
    }

    /** A policy acts a moment after it was created, and all are read together: wait until the bundle's last one does. */
    static void awaitPolicies(KubernetesClient client) {
        var cluster = load(client, """
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata:
                  name: x
                  namespace: default
                  annotations: {metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid: mine}
                spec: {projectID: p, partition: a}
                """);
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> client.resource(cluster).dryRun().create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("must be a uuid"));
    }

    @Test
    void gives_the_endpoint_the_port_of_the_go_provider() {
        var cluster = create("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata: {name: c}
                spec: {projectID: p, partition: a, controlPlaneEndpoint: {host: 10.0.0.1}}
                """);

        assertThat(cluster.<Integer>get("spec", "controlPlaneEndpoint", "port")).isEqualTo(443);
    }

    @Test
    void lets_the_topology_controller_try_a_change_of_a_template() {
        var template = create("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachineTemplate
                metadata: {name: t}
                spec: {template: {spec: {image: i, size: s}}}
                """);
        var image = """
                "spec": {"template": {"spec": {"image": "other"}}}""";
        var annotated = """
                {"metadata": {"annotations": {"topology.cluster.x-k8s.io/dry-run": ""}}, %s}""".formatted(image);

        assertThatThrownBy(() -> client.resource(template).dryRun().patch(MERGE, "{" + image + "}"))
                .as("the dry run alone")
                .hasMessageContaining("make a new template");
        assertThatThrownBy(() -> client.resource(template).patch(MERGE, annotated))
                .as("the annotation alone")
                .hasMessageContaining("make a new template");

        var tried = client.resource(template).dryRun().patch(MERGE, annotated);

        assertThat(tried.<String>get("spec", "template", "spec", "image")).isEqualTo("other");
    }

    @Test
    void refuses_to_scale_a_firewall_and_says_why() {
        create("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallDeployment
                metadata: {name: f}
                spec: {firewallTemplateRef: {name: t}}
                """);

        for (var replicas : new int[] {0, 2}) {
            assertThatThrownBy(() -> scale(replicas))
                    .as("to %d", replicas)
                    .hasMessageContaining("replicas must be 1: a cluster has one firewall");
        }
        assertThatCode(() -> scale(1)).doesNotThrowAnyException();
    }

    @Test
    void keeps_the_labels_that_a_template_has_for_its_machines() {
        var template = create("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachineTemplate
                metadata: {name: t}
                spec:
                  template:
                    metadata: {labels: {rack: a}, annotations: {note: b}}
                    spec: {image: i, size: s}
                """);

        assertThat(template.<String>get("spec", "template", "metadata", "labels", "rack"))
                .isEqualTo("a");
        assertThat(template.<String>get("spec", "template", "metadata", "annotations", "note"))
                .isEqualTo("b");
    }

    /** As {@code kubectl scale} does it. */
    private void scale(int replicas) {
        client.raw(
                "/apis/infrastructure.cluster.x-k8s.io/v1alpha1/namespaces/" + namespace
                        + "/metalstackfirewalldeployments/f/scale",
                "PUT",
                """
                {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "f", "namespace": "%s"},
                "spec": {"replicas": %d}}""".formatted(namespace, replicas));
    }

    private GenericKubernetesResource create(String yaml) {
        var resource = load(client, yaml);
        resource.getMetadata().setNamespace(namespace);
        return client.resource(resource).create();
    }

    private static GenericKubernetesResource load(KubernetesClient client, String yaml) {
        return client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    }
}
