package io.metalstack.capi.switching;

import static io.metalstack.capi.house.Stage.eventually;
import static io.metalstack.capi.switching.GoCluster.CONTROL_PLANE;
import static io.metalstack.capi.switching.GoCluster.WORKER;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.lab.simulator.HeldMachine;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Go provider finds everything again; for a firewall, after what docs/switching.md has a person do. */
@QuarkusTest
class WayBackTest extends SwitchingFlow {

    @Test
    void the_go_provider_finds_all_that_it_made_after_this_one_had_it() {
        go.complete();
        var ids = held().stream().map(HeldMachine::id).toList();
        handOver();
        adoptsTheCluster();
        adopts(CONTROL_PLANE, idNamedBy(CONTROL_PLANE));
        adopts(WORKER, idNamedBy(WORKER));
        eventually().untilAsserted(() -> {
            bench.letTimePass(A_WHILE);
            clusterShows("Ready", "Ready");
            shows(WORKER, "Ready", "Ready");
        });

        finds(List.of(CONTROL_PLANE, WORKER));
        var lookUps = new GoLookUps(bench, stage);
        assertThat(lookUps.firewallsToFree(deployment())).hasSize(1).isSubsetOf(ids);
        assertThat(lookUps.wouldAllocateFirewall(deployment()))
                .as("why docs/switching.md has managedResourceRef set again")
                .isTrue();

        setManagedResourceRefAgain();

        assertThat(lookUps.wouldAllocateFirewall(deployment())).isFalse();
        assertThat(done()).isEmpty();
    }

    @Test
    void the_go_provider_finds_what_this_one_made_but_does_not_free_its_firewall() {
        clusterWithReadyFirewall();
        stage.infrastructureProvisioned();
        stage.worker(WORKER);
        eventually()
                .untilAsserted(() -> assertThat(Annotations.of(machine(WORKER), Annotations.ALLOCATION_UUID))
                        .isPresent());

        finds(List.of(WORKER));
        var lookUps = new GoLookUps(bench, stage);
        assertThat(lookUps.wouldAllocateFirewall(deployment())).isTrue();
        assertThat(lookUps.firewallsToFree(deployment()))
                .as("why docs/switching.md has it freed by hand")
                .isEmpty();
        setManagedResourceRefAgain();
        assertThat(lookUps.wouldAllocateFirewall(deployment())).isFalse();
    }

    @Test
    void a_firewall_that_this_provider_made_is_its_own_again_after_it_was_handed_back() {
        clusterWithReadyFirewall();
        var claim = Annotations.of(firewall(), Annotations.CLAIM);

        setManagedResourceRefAgain();
        letGoOfTheFirewall();
        stage.patch(deployment(), "{\"metadata\":{\"annotations\":{\"" + Annotations.PLAN + "\":null}}}");

        eventually().untilAsserted(() -> {
            bench.letTimePass(A_WHILE);
            assertThat(deployment().getSpec().managedResourceRef()).isNull();
            assertThat(stage.shows(stage.metalStackCluster(), "NoOrphans", "NoOrphans"))
                    .isTrue();
        });
        assertThat(Annotations.of(firewall(), Annotations.CLAIM)).isEqualTo(claim);
        assertThat(bench.metal().ledger().allocationsOf(stage.project())).hasSize(1);

        stage.delete(stage.metalStackCluster());
        goes(MetalStackCluster.class);
        goes(MetalStackFirewall.class);
        assertThat(held()).isEmpty();
    }

    /** One that this provider makes from the start. */
    private void clusterWithReadyFirewall() {
        stage.firewall();
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        eventually().untilAsserted(() -> assertThat(held()).hasSize(1));
        bench.metal().control().phoneHomeAll(stage.project());
        eventually().untilAsserted(() -> {
            bench.letTimePass(A_WHILE);
            assertThat(stage.provisioned()).isTrue();
        });
    }

    /** Its controller only looks, as the deployment does, until the object is gone. */
    private void letGoOfTheFirewall() {
        stage.patch(
                firewall(), "{\"metadata\":{\"annotations\":{\"" + Annotations.PLAN + "\":\"\"},\"finalizers\":null}}");
        stage.delete(firewall());
        goes(MetalStackFirewall.class);
    }

    private MetalStackFirewall firewall() {
        return stage.all(MetalStackFirewall.class).getFirst();
    }

    private void finds(List<String> machines) {
        var lookUps = new GoLookUps(bench, stage);
        assertThat(lookUps.nodeNetwork()).isPresent();
        assertThat(lookUps.endpoint()).isPresent();
        assertThat(lookUps.hasItsFinalizer(stage.metalStackCluster(), "cluster"))
                .isTrue();
        assertThat(lookUps.hasItsFinalizer(deployment(), "firewall-deployment")).isTrue();
        readable(stage.metalStackCluster());
        readable(deployment());
        for (var name : machines) {
            assertThat(lookUps.machine(name)).isPresent();
            assertThat(lookUps.hasItsFinalizer(machine(name), "machine")).isTrue();
            readable(machine(name));
        }
    }

    private void readable(HasMetadata resource) {
        var lookUps = new GoLookUps(bench, stage);
        assertThat(lookUps.unreadableConditions(resource)).isEmpty();
        assertThat(lookUps.unreadableSpec(resource)).isEmpty();
    }

    /** With the manager stopped, as on the page; here the deployment is only looked at. */
    private void setManagedResourceRefAgain() {
        var firewall = firewall().getSpec().providerID();
        stage.patch(
                deployment(),
                "{\"metadata\":{\"annotations\":{\"" + Annotations.PLAN + "\":\"\"}},"
                        + "\"spec\":{\"managedResourceRef\":{\"name\":\"" + firewall + "\"}}}");
    }

    private MetalStackFirewallDeployment deployment() {
        return stage.named(MetalStackFirewallDeployment.class, "demo-firewall");
    }

    private String idNamedBy(String name) {
        var providerId = machine(name).getSpec().providerID();
        return providerId.substring(providerId.lastIndexOf('/') + 1);
    }
}
