package io.metalstack.capi.firewall;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.status.Conditions;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps a cluster's firewall from being lost, doubled or shared, and what its objects tell. */
@QuarkusTest
class FirewallSafetyTest extends FirewallFlow {

    private static final String PAUSED = "{\"spec\":{\"paused\":true}}";
    private static final String OTHER_RULES =
            "{\"spec\":{\"initialRuleSet\":{\"egress\":[{\"protocol\":\"TCP\",\"ports\":[443],\"to\":[\"0.0.0.0/0\"]}]}}}";

    @Test
    void a_firewall_that_is_allocated_and_has_not_phoned_home_is_not_ready() {
        allocated();

        eventually().until(() -> {
            bench.letTimePass(A_WHILE);
            return seen(firewalls().getFirst());
        });
        assertThat(firewalls().getFirst().getStatus().provisioned()).isFalse();
        assertThat(stage.provisioned()).isFalse();
    }

    @Test
    void a_deployment_that_is_deleted_while_its_cluster_lives_keeps_its_firewall() {
        var held = ready();

        stage.delete(deployment());

        eventually().until(() -> deployment() == null || says(Conditions.DELETING, FirewallReasons.IN_USE));
        bench.letTimePass(A_WHILE);
        assertThat(heldFirewalls()).extracting(HeldMachine::id).containsExactly(held.id());
    }

    @Test
    void a_firewall_stays_while_a_machine_is_there_though_the_cluster_goes_without_its_owner() {
        var held = ready();
        stage.worker("w-1");
        eventually()
                .until(() ->
                        bench.metal().holdings().machinesOf(stage.project()).size() == 2);

        stage.delete(deployment());
        stage.delete(stage.metalStackCluster());

        eventually()
                .until(() -> heldFirewalls().isEmpty() || shownBy(firewalls(), FirewallReasons.WAITING_FOR_MACHINES));
        assertThat(heldFirewalls()).extracting(HeldMachine::id).containsExactly(held.id());
    }

    @Test
    void a_cluster_waits_for_the_firewall_even_where_none_was_allocated() {
        bench.metal().faults().when(Route.ALLOCATE_FIREWALL).refuse(422, "no machine available");
        wanted();
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        eventually().until(() -> !firewalls().isEmpty());

        stage.delete(stage.metalStackCluster());

        eventually().until(() -> {
            bench.letTimePass(A_WHILE);
            return stage.metalStackCluster() == null;
        });
        assertThat(deployment()).isNull();
        assertThat(firewalls()).isEmpty();
    }

    @Test
    void a_cluster_that_is_paused_between_look_and_replacement_gets_no_second_firewall() {
        ready();
        var pause = bench.metal()
                .faults()
                .when(Route.PARTITION_CAPACITY)
                .next(1)
                .run(() -> stage.patch(stage.coreCluster(), PAUSED));

        stage.patch(firewallTemplate(), OTHER_RULES);

        eventually().until(() -> pause.fired() == 1 && says(Conditions.PAUSED, "Paused"));
        assertThat(firewalls()).hasSize(1);
    }

    @Test
    void a_second_cluster_that_names_the_same_deployment_is_refused() {
        ready();
        var core = stage.applyCoreCluster("other", false);
        var other = stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackCluster
                metadata: {name: other, labels: {cluster.x-k8s.io/cluster-name: other}}
                spec: {projectID: $project, partition: mini-lab, firewallDeploymentRef: {name: demo-firewall}}
                """);
        stage.own(other, core, false);

        eventually().until(() -> stage.shows(another(), Conditions.READY, "FirewallDeploymentTaken") || provisioned());
        assertThat(provisioned()).isFalse();
        stage.delete(another());
        eventually().until(() -> another() == null);
        assertThat(heldFirewalls()).hasSize(1);
    }

    @Test
    void why_there_is_no_firewall_is_told_from_the_cluster_down() {
        bench.metal().faults().when(Route.ALLOCATE_FIREWALL).refuse(422, "no machine available");
        wanted();
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");

        eventually()
                .until(() -> firewalls().size() == 1 && firewalls().getFirst().getStatus() != null);
        eventually().untilAsserted(() -> {
            var name = firewalls().getFirst().getMetadata().getName();
            assertThat(stage.condition(stage.metalStackCluster(), "ClusterFirewallDeploymentEnsured"))
                    .map(Condition::getMessage)
                    .hasValueSatisfying(it -> assertThat(it).contains(name));
            assertThat(told(Conditions.READY))
                    .map(Condition::getMessage)
                    .hasValueSatisfying(it -> assertThat(it).contains(name));
            assertThat(Conditions.find(firewalls().getFirst().getStatus().conditions(), Conditions.READY))
                    .map(Condition::getMessage)
                    .hasValueSatisfying(it -> assertThat(it).contains("no machine available"));
        });
    }

    @Test
    void what_a_template_sets_and_nobody_applies_is_listed() {
        wanted("logAcceptedConnections: true", "internalPrefixes: [10.0.0.0/8]");
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");

        shows(
                DeploymentConditions.NOT_APPLIED,
                FirewallReasons.NOT_APPLIED,
                "internalPrefixes",
                "logAcceptedConnections");
    }

    /** Whether its controller has found it in metal-stack; readiness is published with that. */
    private static boolean seen(MetalStackFirewall firewall) {
        return Conditions.find(firewall.getStatus().conditions(), FirewallConditions.HEALTHY)
                .filter(it -> FirewallReasons.HEALTHY.equals(it.getReason())
                        || FirewallReasons.LIVELINESS_UNKNOWN.equals(it.getReason()))
                .isPresent();
    }

    private static boolean shownBy(List<MetalStackFirewall> firewalls, String reason) {
        return firewalls.stream()
                .map(MetalStackFirewall::getStatus)
                .filter(Objects::nonNull)
                .flatMap(it -> Stage.condition(it.conditions(), Conditions.DELETING).stream())
                .anyMatch(it -> reason.equals(it.getReason()));
    }

    private MetalStackCluster another() {
        return stage.named(MetalStackCluster.class, "other");
    }

    private boolean provisioned() {
        return another().getStatus() != null && another().getStatus().provisioned();
    }

    private boolean says(String type, String reason) {
        return told(type).filter(it -> reason.equals(it.getReason())).isPresent();
    }

    private Optional<Condition> told(String type) {
        return Optional.ofNullable(deployment())
                .map(MetalStackFirewallDeployment::getStatus)
                .flatMap(it -> Stage.condition(it.conditions(), type));
    }
}
