package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.Keys;

/** The console in a real browser. */
@EnabledIf(value = "io.metalstack.lab.simulator.Browser#isThere", disabledReason = OpenConsole.LACK)
class ConsoleTest extends OpenConsole {
    private final String project = metal.newProject();

    @Test
    void says_that_nothing_is_there_yet() {
        eventually(() -> assertThat(browser.text("#clusters")).contains("No machine is allocated yet."));
        assertThat(browser.text("#calls")).contains("metal-api has not been called yet.");
        assertThat(browser.text("#machine-count")).isEqualTo("0 of 12 allocated");
    }

    @Test
    void shows_a_machine_of_nobodys_cluster_as_soon_as_it_is_allocated_and_until_it_is_freed() {
        browser.run("window.sameDocument = true");

        var id = allocate(project, network(project)).at("/id").asText();

        eventually(() -> assertThat(browser.text("#machine-table")).contains("worker-1", "machine of no cluster"));
        assertThat(browser.text("#clusters")).contains("No machine carries the tags of a cluster.");
        assertThat(browser.text("#address-table")).contains("10.0.0.1");
        assertThat(browser.text("#news")).isEqualTo("worker-1 was allocated.");

        api.delete("/v1/machine/" + id + "/free");

        eventually(() -> assertThat(browser.text("#machine-table")).doesNotContain("worker-1"));
        assertThat(browser.run("return window.sameDocument")).isEqualTo(true);
    }

    @Test
    void shows_a_cluster_with_its_machines_firewall_network_and_endpoint() {
        var demo = new Demo(metal, api, clock, "default.demo", "uid-1").begin();
        demo.firewall();
        demo.phoneHome(demo.controlPlane("cp-1"));
        demo.install(demo.worker("md-0-a"));

        eventually(() -> assertThat(browser.text("#cluster-list").lines())
                .containsExactly(
                        "default/demo",
                        "uid-1",
                        "Control plane",
                        "demo-cp-1",
                        "Workers",
                        "demo-md-0-aInstalling",
                        "Firewall",
                        "demo-firewall-x7k2pWaiting",
                        "Endpoint",
                        "203.0.113.129",
                        "Node network",
                        "10.0.0.0/22"));
    }

    @Test
    void shows_each_call_with_its_duration_and_outcome() {
        api.get("/v1/machine/no-such");
        eventually(() -> assertThat(browser.text("#call-table tbody tr:first-child"))
                .containsPattern("GET /v1/machine/no-such\\s+[\\d.]+ m?s\\s+404\\s+NotFound"));

        network(project);
        eventually(() -> assertThat(browser.text("#call-table tbody tr:first-child"))
                .contains("POST /v1/network/allocate", "201", "network made"));

        api.get("/v1/partition");
        eventually(() -> assertThat(browser.text("#call-table")).contains("/v1/partition"));
        browser.click("#only-changes");
        assertThat(browser.text("#call-table"))
                .contains("/v1/machine/no-such", "/v1/network/allocate")
                .doesNotContain("/v1/partition");
    }

    @Test
    void a_switch_has_calls_fail_until_it_is_pressed_again_and_shows_which_it_is() {
        browser.click(REFUSE);
        eventually(() -> assertThat(browser.run("return document.querySelector('" + REFUSE + "').ariaPressed"))
                .isEqualTo("true"));

        assertThat(api.get("/v1/partition").status()).isEqualTo(503);
        eventually(() -> assertThat(browser.text(REFUSE)).contains("Struck 1 call."));
        assertThat(browser.text("#call-table")).contains("503", "A fault answers 503 before the commit");

        browser.click(REFUSE);
        eventually(() -> assertThat(browser.run("return document.querySelector('" + REFUSE + "').ariaPressed"))
                .isEqualTo("false"));
        assertThat(api.get("/v1/partition").status()).isEqualTo(200);
    }

    @Test
    void the_keyboard_alone_reaches_a_switch_shows_where_it_is_and_presses_it() {
        eventually(() -> assertThat(browser.shows(SLOW)).isTrue());
        for (int i = 0; i < 40 && !isFocused(SLOW); i++) {
            browser.tab();
        }
        assertThat(isFocused(SLOW)).isTrue();
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");

        browser.press(Keys.SPACE);

        eventually(() -> assertThat(browser.run("return document.activeElement.ariaPressed"))
                .isEqualTo("true"));
        assertThat(isFocused(SLOW)).as("the focus stays").isTrue();
        assertThat(metal.faults().all()).hasSize(1);
    }

    private static boolean isFocused(String selector) {
        return Boolean.TRUE.equals(
                browser.run("return document.querySelector('" + selector + "') === document.activeElement"));
    }

    @Test
    void a_switch_that_is_refused_says_why_and_stays_off() {
        browser.click(REFUSE);
        eventually(() -> assertThat(metal.faults().all()).hasSize(1));

        browser.click(SLOW);

        eventually(() -> assertThat(browser.text("#refusal"))
                .isEqualTo("Refused: \"Answer slowly\" would do nothing while \"Refuse every call\" is on;"
                        + " switch that off first."));
        assertThat(browser.run("return document.querySelector('" + SLOW + "').ariaPressed"))
                .isEqualTo("false");
    }

    @Test
    void a_fault_that_was_armed_elsewhere_is_shown_and_can_be_taken_away() {
        metal.faults().when(Route.LIST_PARTITIONS).badGateway();
        eventually(() -> assertThat(browser.text("#others"))
                .contains("Fault 1 answers 502 before the commit of GET /v1/partition: struck 0 calls."));

        browser.click("#other-list button");

        eventually(() -> assertThat(browser.shows("#others")).isFalse());
        assertThat(api.get("/v1/partition").status()).isEqualTo(200);
    }

    @Test
    void says_that_the_simulator_is_gone_and_goes_on_with_the_next_one() {
        api.get("/v1/partition");
        eventually(() -> assertThat(browser.text("#call-table")).contains("/v1/partition"));
        metal.close();
        eventually(() -> assertThat(browser.text("#lost")).startsWith("The simulator has not answered since "));
        assertThat(browser.text("#connection")).isEqualTo("not connected");

        browser.click(REFUSE);
        eventually(() -> assertThat(browser.text("#refusal"))
                .isEqualTo("The simulator does not answer, so nothing was switched."));

        var port = metal.baseUrl().getPort();
        try (var next = Simulator.builder().clock(clock).port(port).machines(3).start()) {
            eventually(() -> assertThat(browser.text("#machine-count")).isEqualTo("0 of 3 allocated"));
            assertThat(browser.shows("#lost")).isFalse();
            assertThat(browser.text("#calls")).contains("metal-api has not been called yet.");
        }
    }

    @Test
    void markup_in_names_and_tags_stays_text() {
        var markup = "<img src=x onerror=\"window.struck=true\">";
        var id = allocate(project, network(project)).at("/id").asText();
        var tags = List.of("metal-stack.infrastructure.cluster.x-k8s.io/cluster-resource=default." + markup);
        new Caller(metal, clock)
                .send(api.plain(
                                metal.controlUrl(),
                                "POST",
                                "machines/" + id + "/record",
                                Map.of("name", markup, "description", "", "tags", tags))
                        .build());

        eventually(() -> assertThat(browser.text("#cluster-list")).contains("default/" + markup));
        assertThat(browser.text("#machine-table")).contains(markup);
        assertThat(browser.run("return document.querySelectorAll('main img').length"))
                .isEqualTo(0L);
        assertThat(browser.run("return window.struck === undefined")).isEqualTo(true);
    }
}
