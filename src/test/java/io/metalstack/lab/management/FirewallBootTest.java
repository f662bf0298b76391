package io.metalstack.lab.management;

import static io.metalstack.lab.management.Allocations.external;
import static io.metalstack.lab.management.Allocations.firewall;
import static io.metalstack.lab.management.Allocations.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.metalstack.lab.simulator.HeldMachine;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the lab tells the program that makes a firewall. */
class FirewallBootTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void the_rules_are_told_as_metal_api_stores_them() throws IOException {
        var rules = JSON.readTree("""
                {"egress": [{"protocol": "tcp", "ports": [443], "to": ["0.0.0.0/0"], "comment": "web"}], "ingress": []}
                """);

        var told = told(rules, firewall(node("10.0.0.5"), external("203.0.113.130", "2001:db8::7")));

        assertThat(told).isEqualTo(JSON.readTree("""
                        {"inside": "eth0", "outside": "eth1", "nodes": ["10.0.0.0/22"], "source": "203.0.113.130",
                         "rules": {"egress": [{"protocol": "tcp", "ports": [443], "to": ["0.0.0.0/0"], "comment": "web"}],
                                   "ingress": []}}
                        """));
    }

    @Test
    void no_rules_are_told_as_none() {
        assertThat(told(MissingNode.getInstance(), firewall(node("10.0.0.5"), external("203.0.113.130")))
                        .path("rules")
                        .isNull())
                .isTrue();
    }

    @Test
    void nodes_keep_their_addresses_in_a_network_without_nat() {
        var told = told(MissingNode.getInstance(), firewall(node("10.0.0.5"), external(false, "203.0.113.130")));

        assertThat(told.has("source")).isFalse();
    }

    private static JsonNode told(JsonNode rules, HeldMachine firewall) {
        return new Firewall(rules, Path.of("/tools")).description(firewall, AddressPlan.of(firewall, ""));
    }
}
