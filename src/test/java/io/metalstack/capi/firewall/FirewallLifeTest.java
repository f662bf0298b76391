package io.metalstack.capi.firewall;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.status.Conditions;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cluster with a firewall, from nothing to nothing, and what may come between. */
@QuarkusTest
class FirewallLifeTest extends FirewallFlow {

    private static final String OTHER_RULES =
            "{\"spec\":{\"initialRuleSet\":{\"egress\":[{\"protocol\":\"TCP\",\"ports\":[443],\"to\":[\"0.0.0.0/0\"]}]}}}";

    private static final String NO_RULES = "{\"spec\":{\"initialRuleSet\":null}}";

    @Test
    void a_cluster_is_provisioned_only_once_its_firewall_has_phoned_home() {
        var held = allocated();

        bench.letTimePass(A_WHILE);
        shows(
                Conditions.READY,
                FirewallReasons.WAITING_FOR_FIREWALL,
                firewalls().getFirst().getMetadata().getName());
        assertThat(stage.provisioned()).isFalse();

        bench.metal().control().phoneHome(held.id());
        bench.letTimePass(A_WHILE);
        eventually().until(stage::provisioned);
        shows(Conditions.READY, FirewallReasons.READY);
    }

    @Test
    void a_firewall_gets_rules_networks_and_all_tags() {
        wanted(
                "initialRuleSet:",
                "  egress: [{protocol: TCP, ports: [443], to: [0.0.0.0/0], comment: out}]",
                "  ingress: [{protocol: UDP, ports: [53], from: [203.0.113.0/24]}]");
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        var held = recorded();

        assertThat(held.role()).isEqualTo("firewall");
        assertThat(held.networks()).extracting(HeldMachine.Net::networkId).contains(nodeNetwork(), "internet-mini-lab");
        assertThat(held.tags())
                .contains(
                        OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, stage.namespace() + ".demo"),
                        OwnershipTags.tag(OwnershipTags.FIREWALL_DEPLOYMENT_RESOURCE, stage.namespace() + "." + NAME));
        assertThat(OwnershipTags.value(held.tags(), OwnershipTags.CLAIM)).isPresent();
    }

    @Test
    void an_answer_that_is_lost_costs_no_second_firewall() {
        bench.metal()
                .faults()
                .when(Route.ALLOCATE_FIREWALL)
                .next(1)
                .afterCommit()
                .drop();

        allocated();

        assertThat(heldFirewalls()).hasSize(1);
    }

    @Test
    void a_changed_template_makes_a_new_firewall_and_frees_the_old_one_once_that_is_ready() {
        var old = ready();

        stage.patch(firewallTemplate(), OTHER_RULES);

        var fresh = theOther(old);
        assertThat(heldFirewalls()).hasSize(2);
        shows(DeploymentConditions.PROGRESSING, FirewallReasons.REPLACING);
        bench.metal().control().phoneHome(fresh.id());
        bench.letTimePass(A_WHILE);
        asTimePasses(() -> {
            assertThat(heldFirewalls()).extracting(HeldMachine::id).containsExactly(fresh.id());
        });
        shows(DeploymentConditions.PROGRESSING, FirewallReasons.READY);
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(2);
    }

    @Test
    void recreate_frees_the_old_firewall_first() {
        var old = ready();
        stage.patch(deployment(), "{\"spec\":{\"strategy\":\"Recreate\"}}");

        stage.patch(firewallTemplate(), OTHER_RULES);

        var fresh = theOther(old);
        assertThat(heldFirewalls()).extracting(HeldMachine::id).containsExactly(fresh.id());
    }

    @Test
    void a_change_that_is_taken_back_ends_the_replacement_and_keeps_the_old_firewall() {
        var old = ready();
        stage.patch(firewallTemplate(), OTHER_RULES);
        theOther(old);

        stage.patch(firewallTemplate(), NO_RULES);

        asTimePasses(() -> {
            assertThat(heldFirewalls()).extracting(HeldMachine::id).containsExactly(old.id());
        });
        shows(DeploymentConditions.PROGRESSING, FirewallReasons.READY);
    }

    @Test
    void a_firewall_that_was_freed_from_outside_is_replaced() {
        var old = ready();
        bench.metal().control().takeAway(old.id());

        asTimePasses(() -> {
            assertThat(heldFirewalls()).isNotEmpty();
        });
    }

    @Test
    void everything_deleted_at_once_ends_with_an_empty_project() {
        ready();
        stage.worker("w-1");
        eventually()
                .untilAsserted(() -> assertThat(bench.metal().holdings().machinesOf(stage.project()))
                        .hasSize(2));

        stage.delete(firewallTemplate());
        stage.delete(deployment());
        stage.delete(stage.metalStackCluster());
        stage.delete(stage.metalStackMachine("w-1"));

        asTimePasses(() -> {
            assertThat(stage.metalStackCluster()).isNull();
        });
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
        assertThat(freedInOrder()).last().isEqualTo("firewall");
    }

    /** Roles of the machines that were freed. */
    private List<String> freedInOrder() {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.project().equals(stage.project()) && it.what() == Ledger.What.MACHINE_FREED)
                .map(it -> it.tags().stream().anyMatch(tag -> tag.startsWith(OwnershipTags.FIREWALL_RESOURCE))
                        ? "firewall"
                        : "machine")
                .toList();
    }

    private HeldMachine theOther(HeldMachine old) {
        asTimePasses(() -> {
            assertThat(heldFirewalls()).anyMatch(it -> !it.id().equals(old.id()));
        });
        return heldFirewalls().stream()
                .filter(it -> !it.id().equals(old.id()))
                .findFirst()
                .orElseThrow();
    }

    private String nodeNetwork() {
        return stage.metalStackCluster().getSpec().nodeNetworkID();
    }
}
