package io.metalstack.lab.management;

import static io.metalstack.lab.management.Allocations.external;
import static io.metalstack.lab.management.Allocations.firewall;
import static io.metalstack.lab.management.Allocations.machine;
import static io.metalstack.lab.management.Allocations.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.simulator.HeldMachine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ways out of node networks, as commands of {@code ip}; {@code FirewallTest} lets packets go them. */
class EgressTest {
    private static final HeldMachine WORKER = machine(node("10.0.0.1"));
    private static final HeldMachine FIRST = firewall(node("10.0.0.5"), external("203.0.113.130"));
    private static final HeldMachine SECOND = firewall(node("10.0.0.6"), external("203.0.113.131"));

    private final List<String> commands = new ArrayList<>();
    private final Egress egress = new Egress(commands::addAll);

    @Test
    void a_network_without_a_firewall_has_no_way_out() {
        assertThat(after(WORKER))
                .containsExactly(
                        "route replace unreachable default table 1001",
                        "rule add pref 300 iif nodes from 10.0.0.0/22 lookup 1001");
    }

    @Test
    void all_firewalls_of_a_network_are_equal_ways_out() {
        assertThat(after(SECOND, WORKER, FIRST))
                .contains("route replace default table 1001 nexthop via 10.0.0.5 dev nodes onlink"
                        + " nexthop via 10.0.0.6 dev nodes onlink");
    }

    @Test
    void a_firewall_that_comes_or_goes_changes_the_table_alone() {
        after(WORKER);

        assertThat(after(WORKER, FIRST))
                .containsExactly("route replace default table 1001 nexthop via 10.0.0.5 dev nodes onlink");
        assertThat(after(WORKER)).containsExactly("route replace unreachable default table 1001");
    }

    @Test
    void another_machine_changes_nothing() {
        after(WORKER, FIRST);

        assertThat(after(WORKER, FIRST, machine(node("10.0.0.2")))).isEmpty();
    }

    @Test
    void a_network_that_nobody_is_left_in_has_no_way_out() {
        after(FIRST);

        assertThat(after()).containsExactly("route replace unreachable default table 1001");
        assertThat(after()).isEmpty();
    }

    @Test
    void each_network_has_a_table_of_its_own() {
        var other = new HeldMachine.Net(
                "o", "privateprimaryunshared", List.of("10.0.4.0/22"), List.of("10.0.4.5"), 1, 1, false);

        assertThat(after(WORKER, firewall(other, external("203.0.113.132"))))
                .containsExactlyInAnyOrder(
                        "route replace unreachable default table 1001",
                        "rule add pref 300 iif nodes from 10.0.0.0/22 lookup 1001",
                        "route replace default table 1002 nexthop via 10.0.4.5 dev nodes onlink",
                        "rule add pref 300 iif nodes from 10.0.4.0/22 lookup 1002");
    }

    /** What is done once these machines live, and no others. */
    private List<String> after(HeldMachine... living) {
        commands.clear();
        egress.follow(List.of(living).stream().map(it -> AddressPlan.of(it, "")).toList());
        return List.copyOf(commands);
    }
}
