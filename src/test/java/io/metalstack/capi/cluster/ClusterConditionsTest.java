package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.Samples.NOW;
import static io.metalstack.capi.cluster.Samples.UID;
import static io.metalstack.capi.cluster.Samples.facts;
import static io.metalstack.capi.cluster.Samples.machineOf;
import static io.metalstack.capi.cluster.Samples.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.api.v1alpha1.FailureDomain;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterStatus;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.status.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterConditionsTest {

    private static final Instant LATER = NOW.plusSeconds(600);

    @ParameterizedTest
    @CsvSource({
        "IDENTITY, False, Unknown, Unknown, Unknown",
        "NODE_NETWORK, False, False, Unknown, Unknown",
        "CONTROL_PLANE_IP, False, True, False, Unknown",
        "FIREWALL, False, True, True, False",
    })
    void shows_the_full_set_from_the_first_pass_on(
            Part part, String ready, String network, String address, String firewall) {
        var status = status(taken("nodeNetworkID: n1"), refused(part, "reason why"), NOW);

        assertThat(status.conditions())
                .extracting(Condition::getType, Condition::getStatus)
                .containsExactlyInAnyOrder(
                        tuple("Ready", ready),
                        tuple("Paused", "False"),
                        tuple("Deleting", "False"),
                        tuple("ClusterNodeNetworkEnsured", network),
                        tuple("ClusterControlPlaneIPEnsured", address),
                        tuple("ClusterFirewallDeploymentEnsured", firewall));
        assertThat(status.conditions())
                .allSatisfy(it -> assertThat(it.getObservedGeneration()).isEqualTo(3));
    }

    @Test
    void says_in_ready_and_in_the_part_what_is_wrong() {
        var status = status(taken(), refused(Part.NODE_NETWORK, "the network is gone"), NOW);

        assertThat(condition(status, "Ready").getReason()).isEqualTo("Reason");
        assertThat(condition(status, "Ready").getMessage()).isEqualTo("the network is gone");
        assertThat(condition(status, "ClusterNodeNetworkEnsured").getMessage()).isEqualTo("the network is gone");
    }

    @Test
    void is_ready_and_provisioned_with_the_partition_as_failure_domain_once_settled() {
        var status = settled(taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 6443}"));

        assertThat(status.provisioned()).isTrue();
        assertThat(status.ready()).isTrue();
        assertThat(status.failureDomains()).containsExactly(new FailureDomain("mini", true, Map.of()));
        assertThat(status.conditions())
                .filteredOn(it -> List.of("Ready", "ClusterNodeNetworkEnsured", "ClusterControlPlaneIPEnsured")
                        .contains(it.getType()))
                .allSatisfy(it -> assertThat(it.getStatus()).isEqualTo("True"));
        assertThat(condition(status, "Ready").getMessage()).contains("n1", "1.2.3.4 port 6443");
    }

    @Test
    void stays_provisioned_whatever_comes_later() {
        var cluster = taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}");
        cluster.setStatus(settled(cluster));

        var status = status(cluster, refused(Part.IDENTITY, "a field is not supported"), LATER);

        assertThat(status.provisioned()).isTrue();
        assertThat(status.failureDomains()).hasSize(1);
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(status, "ClusterNodeNetworkEnsured").getStatus()).isEqualTo("True");
    }

    @Test
    void says_the_same_when_nothing_has_changed() {
        var cluster = taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}");
        cluster.setStatus(settled(cluster));

        assertThat(status(cluster, new ClusterStep.Settled(), new Outcome.Done(), LATER))
                .isEqualTo(cluster.getStatus());
    }

    @Test
    void tells_what_a_deletion_waits_for() {
        var status = status(
                taken(),
                new ClusterStep.Wait(Part.DELETION, "WaitingForMachines", "waits for a, b", Optional.empty()),
                new Outcome.Waiting("WaitingForMachines", "waits for a, b", Duration.ofSeconds(10)),
                NOW);

        assertThat(condition(status, "Deleting").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Deleting").getReason()).isEqualTo("WaitingForMachines");
        assertThat(condition(status, "Deleting").getMessage()).isEqualTo("waits for a, b");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("Deleting");
    }

    @Test
    void writes_only_the_condition_paused_while_paused() {
        var cluster = taken();
        cluster.setStatus(status(cluster, refused(Part.NODE_NETWORK, "wrong"), NOW));

        var paused = ClusterConditions.paused(cluster, "Cluster spec.paused is set to true", LATER);

        assertThat(paused.conditions())
                .filteredOn(it -> !"Paused".equals(it.getType()))
                .containsExactlyInAnyOrderElementsOf(cluster.getStatus().conditions().stream()
                        .filter(it -> !"Paused".equals(it.getType()))
                        .toList());
        assertThat(condition(paused, "Paused").getStatus()).isEqualTo("True");
    }

    @Test
    void shows_that_a_pass_failed() {
        var status = ClusterConditions.failed(taken(), "the pass failed", NOW);

        assertThat(condition(status, "Ready").getReason()).isEqualTo("InternalError");
    }

    @Test
    void names_orphans_in_an_order_of_their_own_and_stays_ready() {
        var status = withOrphans(
                taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}"),
                new Orphans.Sighting.Seen(List.of(machineOf(UID, "m2", "c"), machineOf(UID, "m1", "d")), false));

        assertThat(condition(status, "NoOrphans").getStatus()).isEqualTo("False");
        assertThat(condition(status, "NoOrphans").getReason()).isEqualTo("OrphansFound");
        assertThat(condition(status, "NoOrphans").getMessage()).contains("m1, m2");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void says_that_there_are_no_orphans_only_after_a_look_and_keeps_it_while_nobody_looks() {
        var cluster = taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}");

        assertThat(condition(withOrphans(cluster, new Orphans.Sighting.NotSeenYet()), "NoOrphans")
                        .getStatus())
                .isEqualTo("Unknown");
        cluster.setStatus(withOrphans(cluster, new Orphans.Sighting.Seen(List.of(), true)));
        assertThat(condition(settled(cluster), "NoOrphans").getStatus()).isEqualTo("True");
    }

    private static MetalStackClusterStatus withOrphans(MetalStackCluster cluster, Orphans.Sighting orphans) {
        return ClusterConditions.of(
                cluster, facts(cluster), new ClusterStep.Settled(), new Outcome.Done(), orphans, NOW);
    }

    private static ClusterStep.Refuse refused(Part part, String message) {
        return new ClusterStep.Refuse(part, "Reason", message);
    }

    private static MetalStackClusterStatus status(MetalStackCluster cluster, ClusterStep.Refuse step, Instant now) {
        return status(cluster, step, new Outcome.Blocked(step.reason(), step.message()), now);
    }

    private static MetalStackClusterStatus settled(MetalStackCluster cluster) {
        return status(cluster, new ClusterStep.Settled(), new Outcome.Done(), NOW);
    }

    private static MetalStackClusterStatus status(
            MetalStackCluster cluster, ClusterStep step, Outcome outcome, Instant now) {
        return ClusterConditions.of(cluster, facts(cluster), step, outcome, new Orphans.Sighting.NotLooked(), now);
    }

    private static Condition condition(MetalStackClusterStatus status, String type) {
        return status.conditions().stream()
                .filter(it -> type.equals(it.getType()))
                .findFirst()
                .orElseThrow();
    }
}
