package io.metalstack.capi.firewall;

import static io.metalstack.capi.allocation.OwnershipTags.tag;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.house.GivenAllocations;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.status.Conditions;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.InventorySpec;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done about a firewall without a change of its template, and with one that somebody else allocated. */
@QuarkusTest
class FirewallCareTest extends FirewallFlow {

    private static final String IMAGE = "firewall-ubuntu-3.0";
    private static final String SERIES = "firewall-ubuntu-9.0";

    @Inject
    GivenAllocations given;

    @Test
    void a_deployment_that_no_cluster_names_makes_nothing_and_says_so() {
        wanted();
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallDeployment
                metadata: {name: second}
                spec: {firewallTemplateRef: {name: demo-firewall}}
                """);

        shows(Conditions.READY, FirewallReasons.NOT_USED, "firewallDeploymentRef");
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        recorded();
        assertThat(stage.named(MetalStackFirewallDeployment.class, "second")
                        .getMetadata()
                        .getFinalizers())
                .isEmpty();
    }

    @Test
    void a_firewall_that_never_phones_home_is_replaced() {
        var old = allocated();
        var first = old.allocationUuid();

        bench.letTimePass(Duration.ofMinutes(16));

        asTimePasses(() -> assertThat(heldFirewalls())
                .singleElement()
                .satisfies(it -> assertThat(it.allocationUuid()).isNotEqualTo(first)));
        assertThat(Annotations.of(deployment(), Annotations.RECENT_REPAIRS)).isPresent();
    }

    @Test
    void a_newer_patch_is_installed_when_a_person_opens_the_window() {
        image(SERIES + ".1");
        wanted();
        stage.patch(firewallTemplate(), "{\"spec\":{\"image\":\"" + SERIES + "\"}}");
        stage.patch(deployment(), "{\"spec\":{\"autoUpdate\":{\"machineImage\":true}}}");
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        var old = recorded();
        bench.metal().control().phoneHome(old.id());
        asTimePasses(() -> isShown(Conditions.READY, FirewallReasons.READY));

        image(SERIES + ".2");
        asTimePasses(() -> isShown(DeploymentConditions.PROGRESSING, FirewallReasons.READY, SERIES + ".2"));
        var until = bench.clock().instant().plus(Duration.ofHours(1));
        stage.patch(
                deployment(),
                "{\"metadata\":{\"annotations\":{\"" + Annotations.MAINTENANCE_UNTIL + "\":\"" + until + "\"}}}");

        asTimePasses(() -> {
            bench.metal().control().phoneHomeAll(stage.project());
            assertThat(heldFirewalls())
                    .singleElement()
                    .satisfies(it -> assertThat(it.image()).isEqualTo(SERIES + ".2"));
        });
        shows(DeploymentConditions.PROGRESSING, FirewallReasons.READY);
    }

    @Test
    void a_firewall_of_the_go_provider_is_taken_over_and_goes_with_the_cluster() {
        var network = given.network(stage.project());
        var id = firewallOfSomebody(
                network,
                GivenFirewall.MANAGED_BY,
                tag(OwnershipTags.CLUSTER_ID, network),
                tag(OwnershipTags.CLUSTER_RESOURCE, stage.namespace() + ".demo"),
                tag(OwnershipTags.FIREWALL_DEPLOYMENT_RESOURCE, stage.namespace() + "." + NAME));
        named(id);
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}", "nodeNetworkID: " + network);
        bench.metal().control().phoneHome(id);

        asTimePasses(() -> assertThat(stage.provisioned()).isTrue());
        asTimePasses(
                () -> assertThat(deployment().getSpec().managedResourceRef()).isNull());
        assertThat(firewalls())
                .singleElement()
                .satisfies(it -> assertThat(it.getSpec().providerID()).endsWith(id));
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);

        stage.delete(stage.metalStackCluster());
        asTimePasses(() -> assertThat(stage.metalStackCluster()).isNull());
        assertThat(heldFirewalls()).isEmpty();
    }

    @Test
    void a_given_firewall_is_used_and_stays_when_the_cluster_goes() {
        var network = given.network(stage.project());
        var id = firewallOfSomebody(network);
        named(id);
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}", "nodeNetworkID: " + network);
        shows(Conditions.READY, FirewallReasons.WAITING_FOR_FIREWALL, id);
        bench.metal().control().phoneHome(id);

        asTimePasses(() -> assertThat(stage.provisioned()).isTrue());
        assertThat(firewalls()).isEmpty();
        stage.delete(stage.metalStackCluster());

        asTimePasses(() -> assertThat(stage.metalStackCluster()).isNull());
        assertThat(heldFirewalls()).extracting(HeldMachine::id).containsExactly(id);
    }

    private void image(String id) {
        bench.metal().control().addImage(new InventorySpec.Image(id, null, null, List.of("firewall")));
    }

    private String firewallOfSomebody(String network, String... tags) {
        var id = bench.metal()
                .control()
                .addMachines(1, Stage.PARTITION, "v1-small-x86", "rack-of-somebody")
                .getFirst();
        bench.metal().control().allocateFirewall(id, stage.project(), network, IMAGE, List.of(tags));
        return id;
    }

    /** A deployment that names this machine, and a template. */
    private void named(String machineId) {
        template();
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallDeployment
                metadata: {name: demo-firewall}
                spec:
                  firewallTemplateRef: {name: demo-firewall}
                  managedResourceRef: {name: "metal://mini-lab/%s"}
                """.formatted(machineId));
    }
}
