package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.capi.house.Scraper;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** What a manager tells that somebody wonders about. */
abstract class ManagerDiagnosisTest extends ManagerSuite {

    private static final ObjectMapper JSON = new ObjectMapper();

    ManagerDiagnosisTest(Program program) {
        super(program);
    }

    @Test
    void the_one_that_acts_tells_what_it_knows_and_logs_more_when_told_to() throws Exception {
        var manager = manager("--namespace=" + stage.namespace(), "--metrics-bind-address=:0");
        stage.provisionedCluster();
        try (var somebody = new Scraper(admin, stage.namespace())) {
            var token = letIn(somebody, manager);

            var known = diagnosis(somebody, manager, token);
            assertThat(known.at("/settings/namespace").asText()).isEqualTo(stage.namespace());
            assertThat(known.at("/leader/acts").asBoolean()).isTrue();
            assertThat(known.at("/leader/holder").asText()).isEqualTo(leaseHolder());
            assertThat(known.at("/controllers"))
                    .hasSize(5)
                    .allSatisfy(controller -> assertThat(controller.at("/informers"))
                            .isNotEmpty()
                            .allMatch(it -> it.at("/watching").asBoolean()));
            assertThat(known.at("/kubernetes/answeredAt").asText()).isNotEmpty();
            assertThat(known.at("/metalApi/0/credentials").asText()).isEqualTo(metal.baseUrl() + " (Metal-Edit)");
            assertThat(known.at("/metalApi/0/projects/0/project").asText()).isEqualTo(stage.project());

            stage.worker("w-1");
            stage.recorded("w-1");
            assertThat(manager.logged("machine-allocate: ok after")).isFalse();
            assertThat(somebody.put(at(manager, "/debug/log-levels"), token, "DEBUG")
                            .statusCode())
                    .isEqualTo(200);
            stage.worker("w-2");
            stage.recorded("w-2");
            eventually().until(() -> manager.logged("machine-allocate: ok after"));
            assertThat(manager.log()).contains("Allocate: Progressed");
        }
    }

    @Test
    void one_that_waits_for_the_lease_tells_who_holds_it() throws Exception {
        var first = manager("--namespace=" + stage.namespace());
        eventually().until(() -> first.logged("Acting: "));
        var second = manager("--namespace=" + stage.namespace(), "--metrics-bind-address=:0");
        eventually().until(() -> second.logged("is held by " + leaseHolder()));
        try (var somebody = new Scraper(admin, stage.namespace())) {
            var token = letIn(somebody, second);

            var leader = diagnosis(somebody, second, token).at("/leader");

            assertThat(leader.at("/acts").asBoolean()).isFalse();
            assertThat(leader.at("/lease").asText()).isEqualTo(LEASE_NAMESPACE + "/" + LEASE);
            assertThat(leader.at("/holder").asText()).isEqualTo(leaseHolder());
        }
    }

    @Test
    void where_everybody_reads_metrics_nobody_looks_into_the_manager() throws Exception {
        var manager = manager("--leader-elect=false", "--metrics-secure=false");
        eventually().until(() -> manager.port("http").isPresent());
        try (var somebody = new Scraper(admin, stage.namespace())) {
            var answer = somebody.get(URI.create("http://127.0.0.1:" + port(manager, "http") + "/debug/diagnosis"), "");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("--metrics-secure");
        }
    }

    private static String letIn(Scraper somebody, ManagerProcess manager) {
        var token = somebody.token();
        somebody.mayDiagnose();
        eventually().until(() -> manager.port("https").isPresent());
        return token;
    }

    private static JsonNode diagnosis(Scraper somebody, ManagerProcess manager, String token)
            throws IOException, InterruptedException {
        return JSON.readTree(somebody.reads(at(manager, "/debug/diagnosis"), token));
    }

    private static URI at(ManagerProcess manager, String path) {
        return URI.create("https://127.0.0.1:" + port(manager, "https") + path);
    }

    private static int port(ManagerProcess manager, String scheme) {
        return manager.port(scheme).orElseThrow();
    }
}
