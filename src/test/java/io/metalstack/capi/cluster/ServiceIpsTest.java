package io.metalstack.capi.cluster;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.GivenAllocations;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.lab.simulator.Holdings.HeldIp;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that the cloud controller of a cluster took for its Services, when that cluster goes. */
@QuarkusTest
class ServiceIpsTest {

    private static final String OTHER = "default.other";

    @Inject
    Bench bench;

    @Inject
    GivenAllocations given;

    @Inject
    MetalApi metal;

    private Stage stage;
    private MetalStackCluster cluster;

    @BeforeEach
    void open() {
        stage = bench.open();
        cluster = stage.provisionedCluster();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void are_freed_before_the_cluster_goes() {
        taken(service(ownId(), "web/shop"));
        taken(service(ownId(), "web/blog"), service(ownId(), "web/wiki"));

        stage.delete(cluster);

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
        assertThat(stage.events(cluster))
                .filteredOn(it -> it.startsWith("ServiceIPFreed: "))
                .hasSize(2);
    }

    @Test
    void stay_when_they_serve_another_cluster_of_the_project() {
        var theirs = taken(service(OTHER, "web/shop"));

        stage.delete(cluster);

        eventuallyGone();
        assertThat(left()).extracting(HeldIp::address).containsExactly(theirs);
        assertThat(changesOf(theirs)).containsExactly(Ledger.What.IP_ALLOCATED);
    }

    @Test
    void lose_only_our_tag_when_another_cluster_shares_them() {
        var shared = taken(service(ownId(), "web/shop"), service(OTHER, "web/shop"), "note=kept");

        stage.delete(cluster);

        eventuallyGone();
        assertThat(left()).singleElement().satisfies(it -> {
            assertThat(it.address()).isEqualTo(shared);
            assertThat(it.tags()).containsExactlyInAnyOrder(service(OTHER, "web/shop"), "note=kept");
        });
        assertThat(stage.events(cluster)).anyMatch(it -> it.startsWith("ServiceIPUntagged: ") && it.contains(shared));
    }

    @Test
    void are_left_alone_and_named_when_they_are_static() {
        var address = given.ip(stage.project());
        metal.tagIp(
                address, List.of(service(ownId(), "web/shop")), bench.clock().instant());

        stage.delete(cluster);

        eventuallyGone();
        assertThat(left()).extracting(HeldIp::address).containsExactly(address);
        assertThat(stage.events(cluster))
                .anyMatch(it -> it.startsWith("LeftAlone: IP " + address) && it.contains("static"));
    }

    @Test
    void are_left_alone_and_named_when_another_cluster_of_the_project_has_our_name() {
        var address = taken(service(ownId(), "web/shop"));
        var network = given.network(
                stage.project(),
                OwnershipTags.ofNetwork(stage.namespace(), Stage.CLUSTER, "99999999-9999-4999-8999-999999999999"));

        stage.delete(cluster);

        eventuallyGone();
        assertThat(left()).extracting(HeldIp::address).containsExactly(address);
        assertThat(stage.events(cluster))
                .anyMatch(it -> it.startsWith("LeftAlone: IP " + address) && it.contains("network " + network));
    }

    @Test
    void are_freed_once_even_when_the_answer_is_lost() {
        var address = taken(service(ownId(), "web/shop"));
        bench.metal().faults().when(Route.FREE_IP).next(1).afterCommit().drop();

        stage.delete(cluster);

        eventuallyGone();
        assertThat(bench.metal().holdings().leftIn(stage.project())).isEmpty();
        assertThat(changesOf(address)).containsExactly(Ledger.What.IP_ALLOCATED, Ledger.What.IP_FREED);
    }

    private String taken(String... tags) {
        return bench.metal().control().allocateIp(stage.project(), InventorySpec.INTERNET, List.of(tags));
    }

    private String ownId() {
        return stage.namespace() + "." + Stage.CLUSTER;
    }

    private static String service(String cluster, String service) {
        return OwnershipTags.tag(OwnershipTags.SERVICE, cluster + "/" + service);
    }

    private List<HeldIp> left() {
        return bench.metal().holdings().ipsOf(stage.project());
    }

    private List<Ledger.What> changesOf(String address) {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.project().equals(stage.project()) && it.id().equals(address))
                .map(Ledger.Change::what)
                .toList();
    }

    private void eventuallyGone() {
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(11));
            return Optional.ofNullable(stage.metalStackCluster()).isEmpty();
        });
    }
}
