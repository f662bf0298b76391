package io.metalstack.capi.runtime;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Scraper;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the manager tells of itself, and to whom. */
@QuarkusTest
class DebugRoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    Bench bench;

    @TestHTTPResource(value = "/debug/diagnosis", tls = true)
    URI diagnosis;

    @TestHTTPResource(value = "/debug/log-levels", tls = true)
    URI logLevels;

    @TestHTTPResource("/debug/diagnosis")
    URI plainDiagnosis;

    private Stage stage;
    private Scraper somebody;
    private String token;

    @BeforeEach
    void open() throws Exception {
        stage = bench.open();
        somebody = new Scraper(bench.admin(), stage.namespace());
        token = somebody.token();
    }

    @AfterEach
    void close() throws Exception {
        somebody.close();
        stage.close();
    }

    @Test
    void who_may_read_metrics_may_not_look_into_the_manager() throws Exception {
        somebody.mayReadMetrics();
        assertThat(somebody.reads(diagnosis.resolve("/metrics"), token)).isNotEmpty();

        for (var uri : List.of(diagnosis, logLevels)) {
            assertThat(somebody.get(uri, "").statusCode()).isEqualTo(401);
            assertThat(somebody.get(uri, token).statusCode()).isEqualTo(403);
        }
        assertThat(somebody.put(logLevels, token, "DEBUG").statusCode()).isEqualTo(403);
        assertThat(somebody.get(plainDiagnosis, token).statusCode()).isEqualTo(404);
    }

    @Test
    void tells_who_acts_and_that_each_controller_hears_of_its_objects() throws Exception {
        letIn();

        var known = diagnosis();

        assertThat(known.at("/version").asText()).isNotEmpty();
        assertThat(known.at("/leader/acts").asBoolean()).isTrue();
        assertThat(known.at("/leader/lease").isMissingNode())
                .as("none is wanted")
                .isTrue();
        assertThat(each(known.at("/controllers"))).hasSize(5).allSatisfy(controller -> {
            assertThat(each(controller.at("/informers"))).isNotEmpty().allSatisfy(informer -> {
                assertThat(informer.at("/synced").asBoolean()).isTrue();
                assertThat(informer.at("/watching").asBoolean()).isTrue();
            });
        });
        assertThat(each(known.at("/controllers")).flatMap(it -> each(it.at("/informers"))))
                .extracting(it -> it.at("/of").asText())
                .contains("Cluster", "Machine", "MetalStackMachine", "MetalStackFirewall");
    }

    @Test
    void tells_of_both_apis_when_they_answered_and_how_far_their_clocks_are() throws Exception {
        letIn();
        bench.letTimePass(Duration.ofMinutes(5)); // neither API's clock goes with ours
        stage.provisionedCluster();

        var known = diagnosis();

        assertThat(known.at("/kubernetes/answeredAt").asText()).isNotEmpty();
        var ahead = Duration.between(Instant.now(), bench.clock().instant()).toSeconds();
        assertThat(known.at("/kubernetes/clockAheadSeconds").asLong()).isBetween(ahead - 1, ahead + 1);
        var ofProvider = metalApi(known, "provider");
        assertThat(ofProvider.at("/credentials").asText())
                .contains("/metal (Metal-Edit)")
                .doesNotContain("metal-edit");
        assertThat(ofProvider.at("/calls/answeredAt").asText()).isNotEmpty();
        assertThat(ofProvider.at("/calls/clockAheadSeconds").asLong()).isBetween(ahead - 1, ahead + 1);
    }

    @Test
    void tells_of_each_project_how_many_machines_were_seen_and_when() throws Exception {
        letIn();
        stage.provisionedCluster();
        stage.worker("w-1");
        stage.recorded("w-1");

        bench.letTimePass(Duration.ofMinutes(2));

        eventually()
                .untilAsserted(() -> assertThat(
                                each(metalApi(diagnosis(), "provider").at("/projects")))
                        .filteredOn(it -> it.at("/project").asText().equals(stage.project()))
                        .singleElement()
                        .satisfies(it -> {
                            assertThat(it.at("/machines").asInt()).isOne();
                            assertThat(it.at("/watchers").asInt())
                                    .as("cluster and machine")
                                    .isEqualTo(2);
                            assertThat(it.at("/seenAt").asText()).isNotEmpty();
                        }));
    }

    @Test
    void tells_the_last_error_of_metal_api_in_its_own_words() throws Exception {
        letIn();
        bench.metal().faults().when(Route.FIND_NETWORKS).next(1).badGateway();

        stage.cluster("");

        eventually().untilAsserted(() -> {
            var error = metalApi(diagnosis(), "provider").at("/calls/lastError");
            assertThat(error.at("/call").asText()).isEqualTo("network-find");
            assertThat(error.at("/why").asText()).startsWith("Unavailable: ").contains("502");
        });
    }

    @Test
    void a_level_of_the_log_changes_at_once_and_changes_back() throws Exception {
        letIn();
        var metal = ofCategory("io.metalstack.capi.metal");

        var answer = somebody.put(metal, token, "debug\n");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).path("io.metalstack.capi.metal").asText())
                .isEqualTo("DEBUG");
        assertThat(logsAtDebug("io.metalstack.capi.metal.MetalCalls")).isTrue();
        assertThat(logsAtDebug("io.metalstack.capi.machine.MachineReconciler")).isFalse();
        assertThat(diagnosis().at("/logLevels/io.metalstack.capi.metal").asText())
                .isEqualTo("DEBUG");

        assertThat(somebody.put(metal, token, "INFO").statusCode()).isEqualTo(200);
        assertThat(logsAtDebug("io.metalstack.capi.metal.MetalCalls")).isFalse();
    }

    @Test
    void a_level_that_does_not_exist_or_is_not_ours_is_refused_with_what_is_allowed() throws Exception {
        letIn();

        var unknown = somebody.put(logLevels, token, "LOUD");
        var empty = somebody.put(logLevels, token, "");
        var foreign = somebody.put(ofCategory("io.fabric8"), token, "DEBUG");

        var split = somebody.put(ofCategory("io.metalstack.capi.x%0Aforged"), token, "DEBUG");

        assertThat(List.of(unknown, empty, foreign, split))
                .extracting(HttpResponse::statusCode)
                .containsOnly(400);
        assertThat(unknown.body()).contains("ERROR, WARN, INFO or DEBUG");
        assertThat(foreign.body()).contains("only io.metalstack.capi and io.javaoperatorsdk");
        assertThat(logsAtDebug("io.fabric8.kubernetes.client.http.HttpLoggingInterceptor"))
                .as("it prints Secrets")
                .isFalse();
    }

    private URI ofCategory(String category) {
        return URI.create(logLevels + "?category=" + category);
    }

    private static boolean logsAtDebug(String category) {
        return Logger.getLogger(category).isDebugEnabled();
    }

    private void letIn() throws Exception {
        somebody.mayDiagnose();
        assertThat(somebody.reads(diagnosis, token)).isNotEmpty();
    }

    private JsonNode diagnosis() throws Exception {
        return JSON.readTree(somebody.get(diagnosis, token).body());
    }

    private static JsonNode metalApi(JsonNode known, String account) {
        return each(known.at("/metalApi"))
                .filter(it -> it.at("/account").asText().equals(account))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
