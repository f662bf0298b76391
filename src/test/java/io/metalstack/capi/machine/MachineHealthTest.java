package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.MachineHealth;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus.Address;
import io.metalstack.capi.metal.MetalMachine;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a machine's own reports mean. */
class MachineHealthTest {

    @Test
    void has_phoned_home_when_it_did_after_its_allocation() {
        assertThat(MachineHealth.phonedHome(Given.phonedHome())).isTrue();
        assertThat(MachineHealth.phonedHome(Given.allocated())).isFalse();
    }

    @Test
    void the_previous_tenants_call_home_does_not_count() {
        var before = Given.allocated().allocation().orElseThrow().created().minusMillis(1);

        assertThat(MachineHealth.phonedHome(reporting("Waiting", before))).isFalse();
    }

    @Test
    void a_planned_reboot_does_not_take_it_back() {
        assertThat(MachineHealth.phonedHome(reporting("Planned Reboot", NOW))).isTrue();
    }

    @Test
    void nothing_ails_a_machine_that_runs() {
        assertThat(MachineHealth.ailment(Given.phonedHome())).isEmpty();
    }

    @Test
    void a_crash_loop_comes_before_a_failed_reclaim_and_a_lock() {
        assertThat(ailment(true, true, true)).isEqualTo(AllocationReasons.CRASH_LOOP);
        assertThat(ailment(true, false, true)).isEqualTo(AllocationReasons.FAILED_RECLAIM);
        assertThat(ailment(true, false, false)).isEqualTo(AllocationReasons.LOCKED);
    }

    @Test
    void inner_addresses_come_from_the_own_private_network() {
        assertThat(MachineHealth.addresses(Given.phonedHome()))
                .containsExactly(
                        new Address("Hostname", "w-1"),
                        new Address("ExternalIP", "192.0.2.9"),
                        new Address("InternalIP", "10.0.0.10"),
                        new Address("InternalIP", "10.0.0.2"));
    }

    @Test
    void inner_addresses_come_from_a_shared_private_network_too() {
        assertThat(MachineHealth.addresses(in(network("n", "privateprimaryshared", "10.1.0.1"))))
                .contains(new Address("InternalIP", "10.1.0.1"));
    }

    @Test
    void storage_and_underlay_networks_give_no_address() {
        assertThat(MachineHealth.addresses(
                        in(network("s", "privatesecondaryshared", "10.2.0.1"), network("u", "underlay", "10.3.0.1"))))
                .containsExactly(new Address("Hostname", "w-1"));
    }

    @Test
    void addresses_keep_their_order_whatever_order_metal_api_has_them_in() {
        var one = network("a", "external", "192.0.2.2", "192.0.2.1");
        var other = network("b", "privateprimaryunshared", "10.0.0.1");

        assertThat(MachineHealth.addresses(in(one, other))).isEqualTo(MachineHealth.addresses(in(other, one)));
    }

    @Test
    void labels_are_those_of_the_go_provider() {
        var tags = new HashSet<>(Set.of(
                "machine.metal-stack.io/network.primary.asn=4210000042", "machine.metal-stack.io/chassis=chassis-7"));
        tags.addAll(Given.ourTags());

        assertThat(MachineHealth.labels(Given.allocated(tags)))
                .isEqualTo(Map.of(
                        "kubernetes.io/hostname",
                        "w-1",
                        "topology.kubernetes.io/zone",
                        "muc",
                        "machine.metal-stack.io/rack",
                        "rack-1",
                        "machine.metal-stack.io/network.primary.asn",
                        "4210000042",
                        "machine.metal-stack.io/chassis",
                        "chassis-7"));
    }

    @Test
    void what_is_no_label_value_becomes_no_label() {
        var tags = Set.of("machine.metal-stack.io/chassis=Chassis #7 (left)");

        assertThat(MachineHealth.labels(Given.allocated(tags)))
                .doesNotContainKey("machine.metal-stack.io/chassis")
                .containsKey("machine.metal-stack.io/rack");
    }

    private static String ailment(boolean locked, boolean crashLoop, boolean reclaim) {
        return MachineHealth.ailment(Given.with(Given.phonedHome(), "Alive", locked, crashLoop, reclaim))
                .orElseThrow()
                .reason();
    }

    private static MetalMachine reporting(String event, Instant phonedHomeAt) {
        return Given.held(
                Given.MACHINE, Given.UUID, Given.PROJECT, "machine", "w-1", Given.ourTags(), event, phonedHomeAt);
    }

    private static MetalMachine.Network network(String id, String type, String... ips) {
        return new MetalMachine.Network(id, type, List.of(ips), 1L);
    }

    private static MetalMachine in(MetalMachine.Network... networks) {
        var machine = Given.phonedHome();
        var held = machine.allocation().orElseThrow();
        return Given.machine(
                machine.id(),
                machine.tags(),
                "Alive",
                false,
                machine.events(),
                Optional.of(new MetalMachine.Allocation(
                        held.uuid(),
                        held.project(),
                        held.role(),
                        held.name(),
                        held.hostname(),
                        held.image(),
                        held.created(),
                        List.of(networks))));
    }
}
