package io.metalstack.capi.secrets;

import static io.metalstack.capi.house.Stage.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.status.EventRecorder;
import io.metalstack.lab.simulator.Keys;
import io.metalstack.lab.simulator.Simulator;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.health.api.HealthRegistry;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.TreeSet;
import java.util.logging.Level;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No output of the provider holds a secret; and the search for them does find one wherever it is planted. */
@QuarkusTest
@TestProfile(Traced.class)
class SecretsTest {

    private static final Level TRACE = Level.parse("TRACE");

    @Inject
    Bench bench;

    @Inject
    EventRecorder events;

    @Inject
    MeterRegistry meters;

    @Inject
    MetalApi api;

    @Inject
    @Liveness
    HealthRegistry checks;

    @TestHTTPResource("/metrics")
    URI metrics;

    @TestHTTPResource("/q/health")
    URI health;

    private LogBook logs;
    private Simulator metal;
    private MetalRelay relay;
    private Stage stage;
    private Outputs outputs;

    @BeforeEach
    void open() throws Exception {
        logs = LogBook.open();
        metal = Simulator.builder()
                .clock(bench.clock())
                .keys(new Keys(null, Canary.KEY.value(), null, null))
                .machines(2)
                .start();
        relay = new MetalRelay(0, metal.baseUrl());
        stage = Stage.open(bench.admin(), metal);
        var objects = new ObjectWatch(bench.admin(), stage.namespace());
        outputs = new Outputs(objects, relay, Map.of("metrics", metrics, "health", health));
        MountedCredentials.mount(relay.url());
    }

    @AfterEach
    void close() {
        relay.goesRight();
        stage.close();
        outputs.objects().close();
        relay.close();
        metal.close();
        logs.close();
    }

    @Test
    void a_life_in_which_everything_goes_wrong_shows_no_secret() {
        var life = new HardLife(bench, metal, relay, stage);

        life.begin();
        var found = outputs.found();
        life.end();
        found.addAll(outputs.found());
        found.addAll(logs.found());

        assertThat(new TreeSet<>(found)).isEmpty();
        assertThat(relay.requests())
                .extracting(MetalRelay.Request::signature)
                .allMatch(it -> it.matches("Metal-Edit \\p{XDigit}{64}"));
        assertThat(relay.requests().stream().flatMap(it -> it.userData().stream()))
                .as("user data, in its place")
                .hasSizeGreaterThan(5)
                .allSatisfy(it -> assertThat(new String(it, UTF_8)).isEqualTo(Canary.BOOTSTRAP.userData()));
        assertThat(logs.loggersAt(TRACE))
                .as("what says something at the lowest level")
                .anyMatch(it -> it.startsWith("io.javaoperatorsdk"))
                .anyMatch(it -> it.startsWith("io.netty"))
                .anyMatch(it -> it.startsWith("io.vertx"));
        assertThat(logs.loggersAt(Level.parse("DEBUG")))
                .anyMatch(it -> it.startsWith("io.fabric8"))
                .anyMatch(it -> it.startsWith("io.metalstack.capi"));
        assertThat(outputs.objects().kinds()).contains("MetalStackCluster", "MetalStackMachine", "Machine", "Event");
    }

    @ParameterizedTest
    @EnumSource
    void one_in_a_log_line_is_found(Canary canary) {
        var log = Logger.getLogger("io.vertx.somebody");

        log.trace("a line with " + canary.value());
        log.tracef("a line with %s", canary.value());
        log.debug("a line", new IllegalStateException("why", new IllegalArgumentException(canary.value())));

        assertThat(logs.found())
                .containsExactly(
                        canary + " plain, logged by io.vertx.somebody at TRACE",
                        canary + " plain, logged by io.vertx.somebody at TRACE",
                        canary + " plain, logged by io.vertx.somebody at DEBUG");
    }

    @Test
    void one_in_an_event_is_found() {
        events.warning(stage.cluster(), "Planted", "saw " + Canary.BOOTSTRAP.value());

        isFound("BOOTSTRAP plain, in Event demo.");
    }

    @Test
    void one_in_a_condition_is_found() {
        bench.admin()
                .resource(stage.cluster())
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"status": {"conditions": [{"type": "Planted", "status": "True", "reason": "Planted",
                          "lastTransitionTime": "2026-01-02T03:04:05Z", "message": "%s"}]}}
                        """.formatted(encoded(Canary.KEY)));

        isFound("KEY base64 at 0, in MetalStackCluster demo");
    }

    @Test
    void one_in_an_annotation_is_found() {
        stage.patch(stage.cluster(), "{\"metadata\":{\"annotations\":{\"planted\":\"" + Canary.CA.value() + "\"}}}");

        isFound("CA plain, in MetalStackCluster demo");
    }

    @Test
    void one_in_an_object_of_any_other_kind_is_found() {
        bench.admin()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("planted")
                        .withNamespace(stage.namespace())
                        .endMetadata()
                        .addToBinaryData("x", encoded(Canary.KUBECONFIG))
                        .build())
                .create();

        isFound("KUBECONFIG base64 at 0, in ConfigMap planted");
    }

    @Test
    void one_in_a_metric_is_found() {
        var counter = meters.counter("planted", "tag", Canary.KEY.value());
        try {
            isFound("KEY plain, in metrics");
        } finally {
            meters.remove(counter);
        }
    }

    @Test
    void one_in_a_health_check_is_found() {
        HealthCheck check = () -> HealthCheckResponse.named("planted")
                .up()
                .withData("x", Canary.KUBECONFIG.value())
                .build();
        checks.register("planted", check);
        try {
            isFound("KUBECONFIG plain, in health");
        } finally {
            checks.remove("planted");
        }
    }

    @Test
    void one_that_is_sent_to_metal_api_is_found() {
        api.findIps(IpQuery.withAddress(Canary.BOOTSTRAP.value()));

        isFound("BOOTSTRAP plain, in POST /metal/v1/ip/find");
    }

    private void isFound(String where) {
        eventually()
                .untilAsserted(() -> assertThat(outputs.found())
                        .anySatisfy(it -> assertThat(it).startsWith(where)));
    }

    private static String encoded(Canary canary) {
        return Base64.getEncoder().encodeToString(canary.value().getBytes(UTF_8));
    }
}
