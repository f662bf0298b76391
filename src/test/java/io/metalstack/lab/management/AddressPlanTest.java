package io.metalstack.lab.management;

import static io.metalstack.lab.management.Allocations.external;
import static io.metalstack.lab.management.Allocations.firewall;
import static io.metalstack.lab.management.Allocations.machine;
import static io.metalstack.lab.management.Allocations.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.simulator.HeldMachine;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressPlanTest {
    private static final String ENDPOINT = "203.0.113.129";
    private static final String USER_DATA = "#cloud-config\ncontrolPlaneEndpoint: 203.0.113.129:6443\n";

    @Test
    void an_address_that_is_not_in_the_allocation_is_never_announced() {
        var plan = AddressPlan.of(machine(node("10.0.0.1")), USER_DATA);

        assertThat(plan.announced(true, List.of())).isEmpty();
        assertThat(plan.publicAddresses()).isEmpty();
    }

    @Test
    void the_endpoint_in_the_allocation_waits_for_the_machines_own_api_server() {
        var plan = AddressPlan.of(machine(node("10.0.0.1"), external(ENDPOINT)), USER_DATA);

        assertThat(plan.announced(false, List.of())).isEmpty();
        assertThat(plan.announced(true, List.of())).containsExactly(ENDPOINT);
        assertThat(plan.publicAddresses()).isEmpty();
    }

    @Test
    void the_endpoint_is_recognised_in_ignition_too() {
        var plan = AddressPlan.of(
                machine(node("10.0.0.1"), external(ENDPOINT)),
                "data:,---%0AcontrolPlaneEndpoint%3A%20203.0.113.129%3A6443%0A");

        assertThat(plan.endpoints()).containsExactly(ENDPOINT);
    }

    @Test
    void another_address_that_only_begins_alike_is_no_endpoint() {
        var plan = AddressPlan.of(machine(node("10.0.0.1"), external("203.0.113.12")), USER_DATA);

        assertThat(plan.endpoints()).isEmpty();
        assertThat(plan.publicAddresses()).containsExactly("203.0.113.12");
    }

    @Test
    void an_external_address_of_a_worker_is_there_from_the_start() {
        var plan = AddressPlan.of(machine(external("203.0.113.140"), node("10.0.0.1")), USER_DATA);

        assertThat(plan.publicAddresses()).containsExactly("203.0.113.140");
        assertThat(plan.announced(true, List.of())).isEmpty();
    }

    @Test
    void what_kube_vip_names_is_announced_while_the_api_server_lives() {
        var plan = AddressPlan.of(machine(node("10.0.0.1")), USER_DATA);

        assertThat(plan.announced(true, List.of(ENDPOINT))).containsExactly(ENDPOINT);
        assertThat(plan.announced(false, List.of(ENDPOINT))).isEmpty();
    }

    @Test
    void the_machines_own_address_is_that_of_its_primary_network() {
        var storage = new HeldMachine.Net("s", "privatesecondaryshared", List.of(), List.of("10.9.0.7"), 1, 1, false);

        var plan = AddressPlan.of(machine(storage, node("10.0.0.1", "2001:db8::1")), "");

        assertThat(plan.nodeAddresses()).containsExactly("10.0.0.1", "10.9.0.7");
    }

    @Test
    void the_node_network_is_that_of_the_primary_network_as_far_as_the_lab_knows_its_addresses() {
        assertThat(AddressPlan.of(machine(node("10.0.0.1")), "").nodeNetworks()).containsExactly("10.0.0.0/22");
    }

    @Test
    void a_firewall_with_an_external_address_is_a_way_out_of_its_node_network() {
        var plan = AddressPlan.of(firewall(external("203.0.113.130"), node("10.0.0.5")), "");

        assertThat(plan.forwards()).isTrue();
        assertThat(plan.nodeAddresses()).containsExactly("10.0.0.5");
        assertThat(plan.publicAddresses()).containsExactly("203.0.113.130");
    }

    @Test
    void neither_a_firewall_without_an_external_address_nor_a_machine_is_a_way_out() {
        assertThat(AddressPlan.of(firewall(node("10.0.0.5")), "").forwards()).isFalse();
        assertThat(AddressPlan.of(machine(node("10.0.0.5"), external("203.0.113.130")), "")
                        .forwards())
                .isFalse();
    }

    @Test
    void a_firewall_has_its_external_addresses_from_the_start_whatever_its_user_data_names() {
        var plan = AddressPlan.of(firewall(node("10.0.0.5"), external(ENDPOINT)), USER_DATA);

        assertThat(plan.publicAddresses()).containsExactly(ENDPOINT);
        assertThat(plan.endpoints()).isEmpty();
    }
}
