package io.metalstack.capi.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.metalstack.capi.house.TestApiServer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rule T1 of Cluster API's contract: how CRDs look, as an API server has them. */
class CrdContractTest {

    private static final String GROUP = "infrastructure.cluster.x-k8s.io";

    @Test
    void t01_crds_are_named_labelled_and_shaped_as_core_looks_for_them() {
        try (var client = TestApiServer.adminClient()) {
            var ours = client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                    .filter(it -> GROUP.equals(it.getSpec().getGroup()))
                    .toList();
            assertThat(ours).hasSizeGreaterThanOrEqualTo(7).allSatisfy(crd -> {
                var names = crd.getSpec().getNames();
                assertThat(names.getPlural())
                        .isEqualTo(names.getKind().toLowerCase(Locale.ROOT) + "s"); // core and autoscaler build it so
                assertThat(crd.getMetadata().getName()).isEqualTo(names.getPlural() + "." + GROUP);
                assertThat(names.getListKind()).isEqualTo(names.getKind() + "List");
                assertThat(names.getCategories()).contains("cluster-api");
                assertThat(names.getShortNames()).isNotEmpty();
                assertThat(crd.getSpec().getScope()).isEqualTo("Namespaced");
                assertThat(served(crd)).contains(crd.getMetadata().getLabels().get("cluster.x-k8s.io/v1beta2"));
            });
            assertThat(ours).extracting(it -> it.getSpec().getNames().getKind()).allSatisfy(kind -> {
                if (kind.endsWith("Template") || kind.contains("Firewall")) {
                    return;
                }
                assertThat(ours)
                        .extracting(it -> it.getSpec().getNames().getKind())
                        .contains(kind + "Template");
            });
        }
    }

    @Test
    void t01_status_has_conditions_by_type_wherever_a_controller_writes_one() {
        try (var client = TestApiServer.adminClient()) {
            for (var kind : List.of(
                    "metalstackclusters",
                    "metalstackmachines",
                    "metalstackmachinetemplates",
                    "metalstackfirewalldeployments",
                    "metalstackfirewalls")) {
                var version = client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(kind + "." + GROUP)
                        .get()
                        .getSpec()
                        .getVersions()
                        .getFirst();
                var conditions =
                        status(version.getSchema().getOpenAPIV3Schema()).get("conditions");
                assertThat(version.getSubresources().getStatus()).as(kind).isNotNull();
                assertThat(conditions.getXKubernetesListType()).as(kind).isEqualTo("map");
                assertThat(conditions.getXKubernetesListMapKeys()).as(kind).containsExactly("type");
                assertThat(conditions.getItems().getSchema().getRequired())
                        .as(kind)
                        .containsExactlyInAnyOrder("type", "status", "reason", "message", "lastTransitionTime");
            }
        }
    }

    private static Map<String, JSONSchemaProps> status(JSONSchemaProps schema) {
        return schema.getProperties().get("status").getProperties();
    }

    private static List<String> served(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().stream()
                .filter(it -> it.getServed())
                .map(it -> it.getName())
                .toList();
    }
}
