package io.metalstack.capi.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.metal.MetalMachine;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What comes next for one firewall, and what is asked for. */
class FirewallPlanTest {

    @Test
    void asks_for_a_firewall_with_the_node_network_and_all_tags() {
        var step = FirewallPlan.next(Given.fresh(Given.spec("i"), Given.infrastructure()));

        assertThat(step).isInstanceOfSatisfying(AllocationStep.Allocate.class, it -> {
            var request = it.request();
            assertThat(request.firewallRules()).isPresent();
            assertThat(request.networks()).containsExactly("internet", "n-1");
            assertThat(request.hostname()).isEqualTo("fw-1");
            assertThat(request.tags())
                    .containsAll(OwnershipTags.ofFirewall("ns", "c", Given.DEPLOYMENT, "fw-1", "u1d", "claim"));
            assertThat(request.userData()).isEmpty();
        });
    }

    @Test
    void waits_for_the_cluster_to_have_its_node_network() {
        assertThat(reason(FirewallPlan.next(Given.fresh(Given.spec("i"), Given.infrastructure(null)))))
                .isEqualTo(FirewallReasons.WAITING_FOR_CLUSTER);
        assertThat(reason(FirewallPlan.next(Given.fresh(Given.spec("i"), null))))
                .isEqualTo(FirewallReasons.WAITING_FOR_CLUSTER);
    }

    @Test
    void refuses_a_template_for_another_project() {
        var spec = Given.spec("s", "i", List.of("internet"), "another", null);

        assertThat(reason(FirewallPlan.next(Given.fresh(spec, Given.infrastructure()))))
                .isEqualTo(FirewallReasons.WRONG_PROJECT);
    }

    @Test
    void is_not_freed_while_nodes_have_no_other_way_out() {
        var firewall = Given.deleting(Given.ready("i"));
        var ours = new Sighting.Ours(machine());

        assertThat(reason(FirewallPlan.next(Given.observation(firewall, Given.infrastructure(), ours, List.of("w-1")))))
                .isEqualTo(FirewallReasons.WAITING_FOR_MACHINES);
        assertThat(FirewallPlan.next(Given.observation(firewall, Given.infrastructure(), ours, List.of())))
                .isInstanceOf(AllocationStep.Free.class);
    }

    private static MetalMachine machine() {
        var allocation =
                new MetalMachine.Allocation("uuid", "project", "firewall", "fw", "fw", "i", Instant.EPOCH, List.of());
        return new MetalMachine(
                "m-1",
                "muc",
                "s",
                "r",
                "Alive",
                false,
                new HashSet<>(Set.of("a=b")),
                new MetalMachine.ProvisioningEvents("Phoned Home", null, null, null, false, false),
                Optional.of(allocation));
    }

    private static String reason(AllocationStep step) {
        return switch (step) {
            case AllocationStep.Wait(var reason, var message, var pace) -> reason;
            case AllocationStep.Refuse(var reason, var message) -> reason;
            default -> step.toString();
        };
    }
}
