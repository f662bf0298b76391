package io.metalstack.capi.template;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.status.Conditions;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Templates on the bench. Each test has a size of its own, as sizes are remembered. */
@QuarkusTest
class TemplateFlowTest {

    private static final Duration LONGER_THAN_A_SIZE_IS_REMEMBERED = Duration.ofMinutes(61);

    @Inject
    Bench bench;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_size_is_asked_for_once_for_all_templates_that_name_it() {
        size("one-call");
        for (var name : new String[] {"a", "b", "c", "d"}) {
            template(name, "one-call", "");
        }

        for (var name : new String[] {"a", "b", "c", "d"}) {
            shows(name, Conditions.READY, TemplateConditions.SIZE_KNOWN);
        }
        assertThat(calls("one-call")).isEqualTo(1);
    }

    @Test
    void metal_api_away_changes_nothing() {
        size("stays");
        template("t", "stays", "");
        shows("t", Conditions.READY, TemplateConditions.SIZE_KNOWN);
        var before = get("t").getMetadata().getResourceVersion();

        bench.metal().faults().when(Route.GET_SIZE).drop();
        bench.letTimePass(LONGER_THAN_A_SIZE_IS_REMEMBERED);
        eventually().until(() -> calls("stays") > 1);
        template("late", "stays", "cluster.x-k8s.io/paused: ''");
        shows("late", Conditions.PAUSED, "Paused"); // by now the pass over the first one has ended

        assertThat(get("t").getMetadata().getResourceVersion()).isEqualTo(before);
    }

    @Test
    void a_size_that_comes_late_is_found() {
        template("t", "comes-late", "");
        shows("t", Conditions.READY, TemplateConditions.SIZE_UNKNOWN);

        size("comes-late");
        bench.letTimePass(Duration.ofMinutes(2));

        shows("t", Conditions.READY, TemplateConditions.SIZE_KNOWN);
    }

    @Test
    void a_template_of_a_paused_cluster_is_left_alone_until_it_goes_on() {
        var cluster = stage.applyCoreCluster(Stage.CLUSTER, true);
        size("paused");
        template("t", "paused", "cluster.x-k8s.io/paused: ''");
        stage.patch(get("t"), """
                {"metadata": {"annotations": null, "ownerReferences": [
                  {"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "name": "demo", "uid": "%s"}]}}""".formatted(cluster.getMetadata().getUid()));
        shows("t", Conditions.PAUSED, "Paused");
        assertThat(get("t").getStatus().capacity()).isNull();

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");

        shows("t", Conditions.READY, TemplateConditions.SIZE_KNOWN);
        shows("t", Conditions.PAUSED, "NotPaused");
    }

    @Test
    void a_size_is_asked_for_with_the_credentials_of_the_templates_cluster() {
        try (var other = Simulator.builder().clock(bench.clock()).start()) {
            other.control().addSize(new InventorySpec.Size("elsewhere", "", "", 4, 8L << 30, 100L << 30));
            stage.bootstrapSecret("key", Map.of("api-url", other.baseUrl().toString(), "api-hmac", "metal-edit"));
            var cluster = stage.applyCoreCluster(Stage.CLUSTER, false);
            stage.apply("""
                    apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                    kind: MetalStackCluster
                    metadata: {name: demo}
                    spec: {projectID: $project, partition: mini-lab, credentialsRef: {name: key}}
                    """);
            template("t", "elsewhere", "");

            stage.own(get("t"), cluster, false);
            bench.letTimePass(Duration.ofMinutes(2));

            shows("t", Conditions.READY, TemplateConditions.SIZE_KNOWN);
            assertThat(other.ledger().count(Route.GET_SIZE)).isOne();
        }
    }

    /** Its size is filled in by a patch of the class. */
    @Test
    void a_template_of_a_class_says_nothing() {
        template("t", "workerSize", "");
        shows("t", Conditions.READY, TemplateConditions.SIZE_UNKNOWN);

        stage.patch(get("t"), """
                {"metadata": {"ownerReferences": [
                  {"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "ClusterClass", "name": "c", "uid": "1"}]}}""");

        eventually()
                .untilAsserted(
                        () -> assertThat(get("t").getStatus().conditions()).isNullOrEmpty());
    }

    private void size(String id) {
        bench.metal().control().addSize(new InventorySpec.Size(id, id, "for a test", 4, 8L << 30, 100L << 30));
    }

    private void template(String name, String size, String annotation) {
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachineTemplate
                metadata: {name: %s, annotations: {%s}}
                spec: {template: {spec: {image: debian-13.0, size: %s}}}
                """.formatted(name, annotation, size));
    }

    private MetalStackMachineTemplate get(String name) {
        return stage.named(MetalStackMachineTemplate.class, name);
    }

    private long calls(String size) {
        return bench.metal().ledger().calls(Route.GET_SIZE).stream()
                .filter(it -> it.path().endsWith("/" + size))
                .count();
    }

    private void shows(String name, String type, String reason) {
        eventually()
                .untilAsserted(() -> assertThat(Optional.ofNullable(get(name).getStatus())
                                .flatMap(it -> Conditions.find(it.conditions(), type)))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo(reason)));
    }
}
