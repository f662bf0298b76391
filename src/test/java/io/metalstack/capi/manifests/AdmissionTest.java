package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server itself refuses, by the CRDs' rules and the admission policies of the bundle, and in which words. */
class AdmissionTest {

    private static final String UID = "metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid";

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private static KubernetesClient client;
    private String namespace;

    @BeforeAll
    static void connect() {
        client = TestApiServer.adminClient();
        awaitPolicies();
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @BeforeEach
    void namespace(TestInfo test) {
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
        for (var kind : new String[] {"MetalStackCluster", "MetalStackMachine", "MetalStackMachineTemplate"}) {
            client.genericKubernetesResources("infrastructure.cluster.x-k8s.io/v1alpha1", kind)
                    .inNamespace(namespace)
                    .delete();
        }
        client.namespaces().withName(namespace).delete();
    }

    /** A policy acts a moment after it was created: wait until one does. */
    private static void awaitPolicies() {
        await().untilAsserted(() -> assertThatThrownBy(
                        () -> client.resource(machine("default", "x".repeat(60), "image: i\n  size: s"))
                                .dryRun()
                                .create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("must not exceed 63 characters"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            projectID          | projectID: other                      | projectID cannot be changed
            partition          | partition: other                      | partition cannot be changed
            nodeNetworkID      | nodeNetworkID: other                  | nodeNetworkID cannot be changed or removed
            controlPlaneIP     | controlPlaneIP: 10.0.0.9              | controlPlaneIP cannot be changed or removed
            endpoint host      | 'controlPlaneEndpoint: {host: other}' | controlPlaneEndpoint cannot be changed or removed
            endpoint port      | 'controlPlaneEndpoint: {port: 8443}'  | controlPlaneEndpoint cannot be changed or removed
            firewall reference | 'firewallDeploymentRef: {name: other}' | firewallDeploymentRef cannot be changed or removed
            """)
    void refuses_to_change_what_a_cluster_rests_on(String what, String change, String sentence) {
        var cluster = create(fullCluster());

        refusedSpec(cluster, change, sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodeNetworkID", "controlPlaneIP", "controlPlaneEndpoint", "firewallDeploymentRef"})
    void refuses_to_remove_what_a_cluster_rests_on(String field) {
        var cluster = create(fullCluster());

        refusedSpec(cluster, field + ": null", field + " cannot be changed or removed once it is set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodeNetworkID: net",
                "controlPlaneIP: 10.0.0.1",
                "controlPlaneEndpoint: {host: 10.0.0.1}",
                "firewallDeploymentRef: {name: fw}"
            })
    void lets_fill_in_what_was_empty(String change) {
        var cluster = create(cluster("c", "projectID: p\n  partition: a"));

        patchSpec(cluster, change);
    }

    @Test
    void gives_the_endpoint_the_port_of_the_go_provider() {
        var cluster = create(cluster("c", "projectID: p\n  partition: a\n  controlPlaneEndpoint: {host: 10.0.0.1}"));

        assertThat(cluster.<Integer>get("spec", "controlPlaneEndpoint", "port")).isEqualTo(443);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no project         | partition: a                                              | projectID: Required value
            no partition       | projectID: p                                              | partition: Required value
            unknown family     | "projectID: p\\n  partition: a\\n  addressFamily: IPv5"     | Unsupported value: "IPv5"
            unknown source     | "projectID: p\\n  partition: a\\n  controlPlaneEndpointFrom: Me" | Unsupported value: "Me"
            port out of range  | "projectID: p\\n  partition: a\\n  controlPlaneEndpoint: {host: h, port: 65536}" | less than or equal to 65535
            """)
    void refuses_a_cluster_that_cannot_be_meant(String what, String spec, String sentence) {
        refused(cluster("c", spec.replace("\"", "").replace("\\n", "\n")), sentence);
    }

    @Test
    void refuses_a_cluster_without_spec() {
        var noSpec = cluster("c", "projectID: p\n  partition: a");
        noSpec.getAdditionalProperties().remove("spec");

        refused(noSpec, "spec: Required value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            image: other                        | image cannot be changed: roll the machine
            size: other                         | size cannot be changed: roll the machine
            'providerID: metal://a/other'       | providerID cannot be changed or removed
            providerID: null                    | providerID cannot be changed or removed
            'sshPublicKeys: [other]'            | sshPublicKeys, additionalNetworks, tags
            'additionalNetworks: [other]'       | sshPublicKeys, additionalNetworks, tags
            tags: null                          | sshPublicKeys, additionalNetworks, tags
            filesystemLayout: other             | sshPublicKeys, additionalNetworks, tags
            'dnsServers: [10.0.0.2]'            | sshPublicKeys, additionalNetworks, tags
            'ntpServers: [10.0.0.2]'            | sshPublicKeys, additionalNetworks, tags
            """)
    void refuses_to_change_what_a_machine_was_allocated_with(String change, String sentence) {
        var machine = create(machine(namespace, "m", """
                image: i
                  size: s
                  providerID: metal://a/1
                  sshPublicKeys: [key]
                  additionalNetworks: [net]
                  tags: [mine]
                  filesystemLayout: layout
                  dnsServers: [10.0.0.1]
                  ntpServers: [10.0.0.1]"""));

        refusedSpec(machine, change, sentence);
    }

    @Test
    void takes_the_empty_provider_id_of_the_go_provider_for_none() {
        var machine = create(machine(namespace, "m", "image: i\n  size: s\n  providerID: \"\""));

        patchSpec(machine, "providerID: metal://a/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metal://1", "metalstack://1", "aws:///a/1", "metal://a/b/1", "1"})
    void refuses_a_malformed_provider_id(String providerId) {
        refused(machine(namespace, "m", "image: i\n  size: s\n  providerID: " + providerId), "spec.providerID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster.metal-stack.io/id=x",
                "machine.metal-stack.io/id=x",
                "metal-stack.infrastructure.cluster.x-k8s.io/claim=x"
            })
    void refuses_tags_by_which_ownership_is_told(String tag) {
        var spec = "image: i\n  size: s\n  tags: [mine, \"" + tag + "\"]";
        refused(machine(namespace, "m", spec), "tags must not start with");
        refused(template("t", spec), "tags must not start with");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            no image       | size: s                                              | image: Required value
            no size        | image: i                                             | size: Required value
            too many names | 'image: i\n  size: s\n  dnsServers: [a, b, c, d]'    | must have at most 3 items
            """)
    void refuses_a_machine_that_cannot_be_meant(String what, String spec, String sentence) {
        refused(machine(namespace, "m", spec.replace("\\n", "\n")), sentence);
    }

    @Test
    void refuses_names_that_could_not_be_a_label() {
        refused(machine(namespace, "m".repeat(62 - namespace.length() + 1), "image: i\n  size: s"), "63 characters");
        refused(cluster("c".repeat(62 - namespace.length() + 1), "projectID: p\n  partition: a"), "63 characters");

        create(machine(namespace, "m".repeat(62 - namespace.length()), "image: i\n  size: s"));
    }

    @Test
    void refuses_to_change_a_template_in_place() {
        var template = create(template("t", "image: i\n  size: s"));

        refusedSpec(template, "template: {spec: {image: other}}", "make a new template");
    }

    @Test
    void lets_the_topology_controller_try_a_change_of_a_template() {
        var template = create(template("t", "image: i\n  size: s"));
        var change = """
                metadata: {annotations: {topology.cluster.x-k8s.io/dry-run: ""}}
                spec: {template: {spec: {image: other}}}
                """;

        client.resource(template).dryRun().patch(MERGE, json(change));

        assertThatThrownBy(() -> client.resource(template).patch(MERGE, json(change)))
                .as("the annotation alone")
                .hasMessageContaining("make a new template");
        assertThatThrownBy(() -> client.resource(template)
                        .dryRun()
                        .patch(MERGE, json("{spec: {template: {spec: {image: other}}}}")))
                .as("the dry run alone")
                .hasMessageContaining("make a new template");
    }

    @Test
    void lets_label_a_template_and_keeps_the_labels_of_its_machines() {
        var template = create(load("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachineTemplate
                metadata: {name: t, namespace: %s}
                spec:
                  template:
                    metadata: {labels: {rack: a}, annotations: {note: b}}
                    spec: {image: i, size: s}
                """.formatted(namespace)));

        var labelled = client.resource(template).patch(MERGE, json("{metadata: {labels: {mine: \"yes\"}}}"));

        assertThat(labelled.getMetadata().getLabels()).containsEntry("mine", "yes");
        assertThat(labelled.<String>get("spec", "template", "metadata", "labels", "rack"))
                .isEqualTo("a");
    }

    @Test
    void refuses_another_uid_for_a_cluster_but_lets_a_move_take_it_off() {
        var cluster = create(cluster("c", "projectID: p\n  partition: a"));
        annotate(cluster, "\"11111111-1111-1111-1111-111111111111\"");

        assertThatThrownBy(() -> annotate(cluster, "\"22222222-2222-2222-2222-222222222222\""))
                .hasMessageContaining("cluster-uid cannot be changed");
        annotate(cluster, "null");
        assertThatThrownBy(() -> annotate(cluster, "mine")).hasMessageContaining("must be a uuid");
    }

    private void annotate(GenericKubernetesResource cluster, String uid) {
        client.resource(cluster).patch(MERGE, json("{metadata: {annotations: {%s: %s}}}".formatted(UID, uid)));
    }

    private GenericKubernetesResource fullCluster() {
        return cluster("c", """
                projectID: p
                  partition: a
                  nodeNetworkID: net
                  controlPlaneIP: 10.0.0.1
                  controlPlaneEndpoint: {host: 10.0.0.1, port: 443}
                  firewallDeploymentRef: {name: fw}""");
    }

    private GenericKubernetesResource cluster(String name, String spec) {
        return object("MetalStackCluster", namespace, name, spec);
    }

    private static GenericKubernetesResource machine(String namespace, String name, String spec) {
        return object("MetalStackMachine", namespace, name, spec);
    }

    private GenericKubernetesResource template(String name, String machineSpec) {
        return object(
                "MetalStackMachineTemplate",
                namespace,
                name,
                "template:\n    spec:\n      " + machineSpec.replace("\n", "\n    "));
    }

    private static GenericKubernetesResource object(String kind, String namespace, String name, String spec) {
        return load("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                  %s
                """.formatted(kind, name, namespace, spec));
    }

    private static GenericKubernetesResource load(String yaml) {
        return client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    }

    private static String json(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static GenericKubernetesResource create(GenericKubernetesResource resource) {
        return client.resource(resource).create();
    }

    private static void patchSpec(GenericKubernetesResource resource, String change) {
        client.resource(resource).patch(MERGE, json("{spec: {%s}}".formatted(change)));
    }

    private static void refusedSpec(GenericKubernetesResource resource, String change, String sentence) {
        assertThatThrownBy(() -> patchSpec(resource, change))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(sentence);
    }

    private static void refused(GenericKubernetesResource resource, String sentence) {
        assertThatThrownBy(() -> create(resource))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(sentence);
    }
}
