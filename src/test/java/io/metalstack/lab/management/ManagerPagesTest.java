package io.metalstack.lab.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Place;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code docs/alerts.md} and {@code docs/monitoring.md} have one type about the manager where it is installed. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class ManagerPagesTest {
    private static final String ALERTS = "alerts.md";
    private static final String MONITORING = "monitoring.md";

    private static final Place DOWN = new Place("The manager", "get pods\n");
    private static final Place NO_LEADER = new Place("The manager", "get lease");
    private static final Place SEVERAL_LEADERS = new Place("The manager", "-e LEASE");
    private static final Place RESTART = new Place("The manager", "rollout restart");
    private static final Place NOT_PROVABLE = new Place("Single objects", ".data.api-url");
    private static final Place ACCESS = new Place("Prometheus", "access.yaml");

    /** By page. What is about single objects, a bench types. */
    static final Map<String, List<Place>> TYPED = Map.of(
            ALERTS, List.of(DOWN, NO_LEADER, SEVERAL_LEADERS, RESTART, NOT_PROVABLE), MONITORING, List.of(ACCESS));

    /** Labels that an alert about the cluster would have. */
    private static final String LABELS = """
        namespace=default
        kind=metalstackcluster
        name=%s
        """.formatted(RunningLab.CLUSTER);

    private static final String ACCOUNT = "capms-metrics-scraper";

    @AfterEach
    void deleteAccess() {
        RunningLab.kubectl("delete", "--ignore-not-found", "--filename=deploy/monitoring/prometheus/access.yaml");
    }

    @Test
    void shows_whether_the_manager_runs_and_who_acts() {
        assertThat(alerts(DOWN))
                .containsPattern("capms-controller-manager-\\S+ +1/1 +Running")
                .containsPattern("Replicas: +1 desired");
        assertThat(alerts(NO_LEADER)).containsPattern("holderIdentity: \\S+").endsWith("yes\n");
        assertThat(alerts(SEVERAL_LEADERS)).contains("--leader-elect=true");
    }

    @Test
    void shows_which_metal_api_an_object_is_looked_for_in() {
        assertThat(alerts(NOT_PROVABLE)).contains("Name:").endsWith(Variables.simulatorUrl());
    }

    @Test
    void a_restart_ends_with_a_manager_that_is_ready_and_the_same_machines() {
        var allocations = RunningLab.allocations();

        assertThat(alerts(RESTART)).contains("deployment.apps/capms-controller-manager restarted");

        RunningLab.kubectl(
                "--namespace=capms-system", "rollout", "status", "deployment/capms-controller-manager", "--timeout=3m");
        var unused = RunningLab.settled();
        assertThat(RunningLab.allocations()).isEqualTo(allocations);
    }

    @Test
    void prometheus_gets_a_token_of_the_account_and_rules_in_its_own_form() {
        Reader.ofLabWithProvider().types(Reader.page(MONITORING).at(ACCESS));

        var token = RunningLab.read(Reader.desk().resolve("token"));
        var claims = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
        assertThat(RunningLab.json(new String(claims, UTF_8)).path("sub").asText())
                .isEqualTo("system:serviceaccount:capms-system:" + ACCOUNT);
        assertThat(ComponentManifests.documents(RunningLab.read(Reader.desk().resolve("capms-rules.yaml"))))
                .singleElement()
                .satisfies(it -> assertThat(it.path("groups")).isNotEmpty());
    }

    private static String alerts(Place place) {
        return Reader.ofLabWithProvider().types(LABELS + Reader.page(ALERTS).at(place));
    }
}
