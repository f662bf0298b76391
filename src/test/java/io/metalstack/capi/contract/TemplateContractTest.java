package io.metalstack.capi.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.house.TestApiServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule T8 of Cluster API's contract: a template cannot be changed, but the topology controller may try. */
class TemplateContractTest {

    private static final String API = "infrastructure.cluster.x-k8s.io/v1alpha1";
    private static final String SPEC = "\"spec\": {\"template\": {\"spec\": {\"%s\": \"other\"}}}";
    private static final String NOTE = "\"metadata\": {\"annotations\": {\"note\": \"\"}}";
    private static final String DRY_RUN =
            "\"metadata\": {\"annotations\": {\"topology.cluster.x-k8s.io/dry-run\": \"\"}}";

    private static KubernetesClient client;

    @BeforeAll
    static void connect() {
        client = TestApiServer.adminClient();
    }

    @AfterAll
    static void close() {
        client.close();
    }

    /** A policy acts a moment after it was created: what is to be refused is tried until it is. */
    @ParameterizedTest(name = "{0}: spec changed {1}, dry run {2}, annotated for it {3}: allowed {4}")
    @CsvSource({
        "MetalStackMachineTemplate, true,  false, false, false",
        "MetalStackMachineTemplate, true,  true,  false, false",
        "MetalStackMachineTemplate, true,  false, true,  false",
        "MetalStackMachineTemplate, true,  true,  true,  true",
        "MetalStackMachineTemplate, false, false, false, true",
        "MetalStackMachineTemplate, false, true,  true,  true",
        "MetalStackClusterTemplate, true,  false, false, false",
        "MetalStackClusterTemplate, true,  true,  false, false",
        "MetalStackClusterTemplate, true,  false, true,  false",
        "MetalStackClusterTemplate, true,  true,  true,  true",
        "MetalStackClusterTemplate, false, false, false, true",
        "MetalStackClusterTemplate, false, true,  true,  true"
    })
    void t08_a_template_is_immutable_but_for_the_dry_run_of_the_topology_controller(
            String kind, boolean changed, boolean dryRun, boolean annotated, boolean allowed) {
        var machine = kind.equals("MetalStackMachineTemplate");
        var template = client.resource(template(kind, machine ? "{image: i, size: s}" : "{partition: p}"))
                .create();
        try {
            var change = (annotated ? DRY_RUN : NOTE)
                    + (changed ? ", " + SPEC.formatted(machine ? "image" : "partition") : "");
            await().untilAsserted(() -> {
                var refusal = catchThrowable(() -> patch(template, dryRun, "{" + change + "}"));
                if (allowed) {
                    assertThat(refusal).isNull();
                } else {
                    assertThat(refusal)
                            .isInstanceOf(KubernetesClientException.class)
                            .hasMessageContaining("spec of a " + kind + " cannot be changed: make a new template");
                }
            });
        } finally {
            client.resource(template).delete();
        }
    }

    private static void patch(GenericKubernetesResource template, boolean dryRun, String change) {
        var context = new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE);
        client.resource(template)
                .patch(dryRun ? context.withDryRun(List.of("All")).build() : context.build(), change);
    }

    private static GenericKubernetesResource template(String kind, String spec) {
        return client.getKubernetesSerialization()
                .unmarshal("""
                apiVersion: %s
                kind: %s
                metadata: {generateName: contract-, namespace: default}
                spec: {template: {spec: %s}}
                """.formatted(API, kind, spec), GenericKubernetesResource.class);
    }
}
