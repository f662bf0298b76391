package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real packets of a machine, past firewalls that come and go: {@link FirewallStory} in namespaces of its own. */
@Tag("lab")
class FirewallTest {
    private static final Map<String, JsonNode> SEEN = new HashMap<>();

    @BeforeAll
    static void live(@TempDir Path folder) throws IOException {
        LabProcess.check();
        var tools = Tools.build(Path.of(""), "lab");
        var classPath = "target/test-classes:"
                + Files.readString(Path.of("target/lab.classpath")).strip();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var told = Command.of(LabProcess.isolated(
                        java, "-cp", classPath, FirewallStory.class.getName(), folder.toString(), tools.toString()))
                .run();
        for (var line : told.split("\n")) {
            if (line.startsWith("saw:")) {
                var parts = line.split(":", 3);
                SEEN.put(parts[1], new ObjectMapper().readTree(parts[2]));
            }
        }
    }

    @Test
    void without_a_firewall_everything_is_lost() {
        assertAllIsLost("no firewall");
    }

    @Test
    void without_a_firewall_neither_the_lab_itself_nor_its_pods_are_reached() {
        assertThat(SEEN.get("to the lab").asText()).contains("No route to host");
        assertThat(SEEN.get("to a pod").asText()).contains("No route to host");
    }

    @Test
    void with_one_the_way_to_the_lab_leads_through_it() {
        assertThat(SEEN.get("to the lab, with a firewall").asText()).contains("via 10.0.0.");
    }

    @Test
    void a_firewall_without_rules_blocks_everything() {
        assertAllIsLost("firewall without rules");
    }

    @Test
    void with_egress_rules_nothing_is_lost_and_the_firewalls_address_is_seen() {
        var counts = counts("firewall");

        assertThat(counts.sent()).isPositive();
        assertThat(counts.lost()).isZero();
        assertThat(counts.seenAs())
                .isEqualTo(Map.of(SEEN.get("addresses").get(0).asText(), counts.sent()));
    }

    @Test
    void a_port_or_a_protocol_that_no_rule_names_is_lost() {
        assertAllIsLost("other port");
        assertAllIsLost("other protocol");
    }

    @Test
    void nothing_is_lost_while_a_second_firewall_takes_over_from_the_first() {
        var counts = counts("rolled");

        assertThat(counts.lost()).isZero();
        assertThat(counts.seenAs())
                .containsOnlyKeys(
                        SEEN.get("addresses").get(0).asText(),
                        SEEN.get("addresses").get(1).asText());
    }

    @Test
    void a_short_interruption_is_noticed() {
        var counts = counts("interrupted");

        assertThat(counts.lost()).isPositive().isLessThan(counts.sent());
        assertThat(counts.longestLossSeconds()).isPositive();
    }

    @Test
    void when_the_last_firewall_is_freed_everything_is_lost_again() {
        assertAllIsLost("firewalls freed");
    }

    private static void assertAllIsLost(String name) {
        var counts = counts(name);

        assertThat(counts.sent()).isPositive();
        assertThat(counts.lost()).isEqualTo(counts.sent());
    }

    private static EgressProbe.Counts counts(String name) {
        return EgressProbe.Counts.parse(SEEN.get(name).toString());
    }
}
