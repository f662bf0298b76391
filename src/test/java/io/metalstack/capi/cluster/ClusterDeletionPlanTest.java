package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.Samples.NOW;
import static io.metalstack.capi.cluster.Samples.OTHER_UID;
import static io.metalstack.capi.cluster.Samples.UID;
import static io.metalstack.capi.cluster.Samples.allocated;
import static io.metalstack.capi.cluster.Samples.annotated;
import static io.metalstack.capi.cluster.Samples.asked;
import static io.metalstack.capi.cluster.Samples.ephemeral;
import static io.metalstack.capi.cluster.Samples.facts;
import static io.metalstack.capi.cluster.Samples.heldBy;
import static io.metalstack.capi.cluster.Samples.ip;
import static io.metalstack.capi.cluster.Samples.ipOf;
import static io.metalstack.capi.cluster.Samples.machineOf;
import static io.metalstack.capi.cluster.Samples.network;
import static io.metalstack.capi.cluster.Samples.networkOf;
import static io.metalstack.capi.cluster.Samples.taken;
import static io.metalstack.capi.cluster.Samples.withoutUid;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.cluster.ClusterRemains.MachineRemains;
import io.metalstack.capi.cluster.ClusterRemains.Named;
import io.metalstack.capi.cluster.ClusterRemains.NetworkRemains;
import io.metalstack.capi.cluster.ClusterRemains.ServiceRemains;
import io.metalstack.capi.cluster.ClusterRemains.Sighting;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterDeletionPlanTest {

    private static final Named NOTHING_NAMED = new Named(List.of(), List.of());

    @Test
    void waits_for_its_machines_and_names_those_left() {
        assertWaits(next(taken(), new Sighting.MachineObjects(List.of("b", "a"))), "WaitingForMachines", "a, b");
    }

    @Test
    void frees_nothing_of_a_copy_that_clusterctl_move_left_behind() {
        var copy = annotated(taken(), Annotations.DELETE_FOR_MOVE, "");

        for (var sighting : List.of(
                new Sighting.Unasked(), left(List.of(), List.of(ipOf(UID, "1.2.3.4")), List.of(), NOTHING_NAMED))) {
            assertWaits(next(copy, sighting), "MovedAway", "nothing is freed");
        }
    }

    @Test
    void lets_nothing_go_unproved_while_metal_api_cannot_be_read() {
        var why = new MetalFailure.Denied("metal-api refused the credentials");

        assertThat(next(taken(), new Sighting.Unreadable(why)))
                .isEqualTo(new ClusterStep.Unreadable(Part.DELETION, why));
    }

    @Test
    void settles_an_open_call_first() {
        var cluster = asked(taken(), ClusterFacts.IP, Duration.ofSeconds(5));

        assertThat(next(cluster, new Sighting.Unasked())).isInstanceOfSatisfying(ClusterStep.Wait.class, it -> {
            assertThat(it.reason()).isEqualTo("AllocationInDoubt");
            assertThat(it.until()).contains(NOW.plusSeconds(175));
        });
    }

    @Test
    void lets_a_cluster_go_that_never_asked_for_anything_and_says_what_was_given() {
        assertThat(next(taken("controlPlaneIP: 1.2.3.4"), new Sighting.Unasked()))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone())
                                .singleElement()
                                .asString()
                                .contains("IP 1.2.3.4 is left alone"));
    }

    @Test
    void names_machines_with_our_uid_that_are_not_provably_ours_and_frees_nothing_under_them() {
        var machines = List.of(machineOf(UID, "m2", "c2"), machineOf(UID, "m1", "c1"));

        assertThat(next(
                        allocated(taken()),
                        left(machines, List.of(ipOf(UID, "1.2.3.4")), List.of(networkOf(UID, "n1")), NOTHING_NAMED)))
                .isInstanceOfSatisfying(ClusterStep.Refuse.class, it -> {
                    assertThat(it.reason()).isEqualTo("MachinesLeft");
                    assertThat(it.message()).contains("m1, m2");
                });
    }

    @Test
    void frees_machines_that_outlived_their_objects_one_per_pass_and_before_all_else() {
        var first = orphan("m1");
        var second = orphan("m2");

        assertThat(next(
                        allocated(taken()),
                        left(List.of(second, first), List.of(ipOf(UID, "1.2.3.4")), List.of(), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.FreeOrphan(first));
        assertThat(next(
                        allocated(taken()),
                        left(List.of(second), List.of(ipOf(UID, "1.2.3.4")), List.of(), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.FreeOrphan(second));
    }

    @Test
    void frees_no_firewall_and_nothing_without_a_claim_or_of_another_namespace() {
        var firewall = Samples.allocated(machineOf(UID, "m1", "c"), "firewall");
        var own = facts(taken());

        assertThat(Orphans.isOurs(own, orphan("m1"))).isTrue();
        assertThat(Orphans.isOurs(own, firewall)).isFalse();
        for (var key : List.of("claim", "machine-resource", "cluster-resource", "cluster-uid")) {
            var tags = orphan("m1").tags().stream()
                    .filter(it -> !it.contains("/" + key + "="))
                    .toArray(String[]::new);
            assertThat(Orphans.isOurs(own, Samples.allocated(Samples.machine("m1", tags), "machine")))
                    .as("without " + key)
                    .isFalse();
        }
        var elsewhere = OwnershipTags.ofMachine("other", "demo", "m1", false, UID, "c");
        assertThat(Orphans.isOurs(
                        own, Samples.allocated(Samples.machine("m1", elsewhere.toArray(String[]::new)), "machine")))
                .isFalse();
    }

    @Test
    void waits_for_an_object_of_a_machine_that_does_not_name_the_cluster_any_more() {
        var sighting = new Sighting.Allocations(
                true,
                List.of(new MachineRemains(orphan("m1"), Optional.of("w-1"))),
                ServiceRemains.NONE,
                List.of(),
                List.of(),
                NOTHING_NAMED,
                Samples.NO_GO_REMAINS);

        assertWaits(next(allocated(taken()), sighting), "WaitingForMachines", "w-1");
    }

    private static MetalMachine orphan(String id) {
        return Samples.allocated(machineOf(UID, id, "claim-" + id), "machine");
    }

    @Test
    void releases_by_force_whatever_is_left_and_tells_all_of_it() {
        var forced = annotated(
                allocated(taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}")),
                Annotations.FORCE_RELEASE,
                "demo");
        var shown = new Sighting.Allocations(
                true,
                List.of(new MachineRemains(orphan("m1"), Optional.empty())),
                new ServiceRemains(List.of(serviceIp("10.1.1.1", service("default.demo", "a/b"))), List.of()),
                List.of(ipOf(UID, "1.2.3.5")),
                List.of(new NetworkRemains(networkOf(UID, "n2"), List.of())),
                NOTHING_NAMED,
                Samples.NO_GO_REMAINS);

        assertThat(released(forced, shown))
                .contains("machine m1", "network n1", "network n2", "IP 1.2.3.4", "IP 1.2.3.5", "IP 10.1.1.1")
                .contains("cluster-uid " + UID, "project p")
                .contains("cluster-resource=default.demo", "service=default.demo/");
        assertThat(released(forced, new Sighting.MachineObjects(List.of("w-2", "w-1"))))
                .contains("MetalStackMachines w-1, w-2", "network n1", "IP 1.2.3.4");
        assertThat(released(forced, new Sighting.Unreadable(new MetalFailure.Denied("no"))))
                .contains("could not be asked", "network n1", "IP 1.2.3.4");
        assertThat(released(asked(forced, ClusterFacts.IP, Duration.ofSeconds(5)), new Sighting.Unasked()))
                .contains("the ip that was asked for last");
    }

    @Test
    void frees_nothing_while_an_intent_cannot_be_read_and_lets_go_by_force() {
        var cluster = annotated(allocated(taken()), Annotations.ALLOCATION_INTENT, "nonsense");

        assertThat(next(cluster, new Sighting.Unasked())).isInstanceOfSatisfying(ClusterStep.Refuse.class, it -> {
            assertThat(it.reason()).isEqualTo("UnreadableRecord");
            assertThat(it.message()).contains("allocation-intent cannot be read", "take it off");
        });
        assertThat(released(annotated(cluster, Annotations.FORCE_RELEASE, "demo"), new Sighting.Unasked()))
                .contains("what the unreadable allocation-intent asked for");
    }

    @Test
    void lets_a_cluster_without_a_project_go_as_nothing_can_be_there() {
        var cluster = allocated(taken());
        cluster.setSpec(
                new MetalStackClusterSpec(null, null, null, " ", "mini", null, null, null, null, null, null, null));

        assertThat(next(cluster, new Sighting.Unasked())).isInstanceOf(ClusterStep.LetGo.class);
    }

    @Test
    void does_not_release_by_force_with_anything_but_its_own_name() {
        for (var value : List.of("", "true", "other")) {
            var cluster = annotated(allocated(taken()), Annotations.FORCE_RELEASE, value);

            assertThat(next(cluster, left(List.of(), List.of(ipOf(UID, "1.2.3.4")), List.of(), NOTHING_NAMED)))
                    .isEqualTo(new ClusterStep.FreeAddress(ipOf(UID, "1.2.3.4")));
        }
    }

    private static String released(MetalStackCluster cluster, Sighting sighting) {
        assertThat(next(cluster, sighting)).isInstanceOf(ClusterStep.ForceRelease.class);
        return ((ClusterStep.ForceRelease) next(cluster, sighting)).left();
    }

    @Test
    void frees_the_address_before_the_network() {
        assertThat(next(
                        allocated(taken()),
                        left(List.of(), List.of(ipOf(UID, "1.2.3.4")), List.of(networkOf(UID, "n1")), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.FreeAddress(ipOf(UID, "1.2.3.4")));
    }

    @Test
    void waits_while_a_machine_holds_the_address_and_names_it() {
        assertWaits(
                next(
                        allocated(taken()),
                        left(List.of(), List.of(heldBy(ipOf(UID, "1.2.3.4"), "m1")), List.of(), NOTHING_NAMED)),
                "ControlPlaneIPInUse",
                "1.2.3.4 (machine m1)");
    }

    @Test
    void frees_the_network_once_no_address_of_it_is_in_use() {
        assertThat(next(allocated(taken()), left(List.of(), List.of(), List.of(networkOf(UID, "n1")), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.FreeNetwork(networkOf(UID, "n1")));
    }

    @Test
    void waits_while_addresses_of_the_network_are_in_use_and_names_them_and_their_holders() {
        var inUse = List.of(
                heldBy(ip("10.0.0.2", "p"), "m1"),
                new MetalIp("10.0.0.1", "a", "metallb-1", "", "p", "n1", false, Set.of()));
        var sighting = new Sighting.Allocations(
                true,
                List.of(),
                ServiceRemains.NONE,
                List.of(),
                List.of(new NetworkRemains(networkOf(UID, "n1"), inUse)),
                NOTHING_NAMED,
                Samples.NO_GO_REMAINS);

        assertWaits(
                next(allocated(taken()), sighting),
                "NodeNetworkInUse",
                "network n1 is in use: 10.0.0.1 (metallb-1), 10.0.0.2 (machine m1)");
    }

    @Test
    void frees_each_of_several_that_carry_our_uid_one_per_pass() {
        var first = ipOf(UID, "1.2.3.4");
        var second = ipOf(UID, "1.2.3.5");

        assertThat(next(allocated(taken()), left(List.of(), List.of(first, second), List.of(), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.FreeAddress(first));
        assertThat(next(allocated(taken()), left(List.of(), List.of(second), List.of(), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.FreeAddress(second));
    }

    @Test
    void lets_go_once_nothing_of_ours_is_left() {
        assertThat(next(allocated(taken()), left(List.of(), List.of(), List.of(), NOTHING_NAMED)))
                .isEqualTo(new ClusterStep.LetGo(List.of()));
    }

    @Test
    void leaves_a_given_network_and_a_given_address_alone_and_says_so() {
        var named = new Named(List.of(network("n1")), List.of(ip("1.2.3.4", "p")));

        assertThat(next(allocated(taken()), left(List.of(), List.of(), List.of(), named)))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone()).hasSize(2));
    }

    @Test
    void leaves_what_another_cluster_made_alone() {
        var named = new Named(List.of(networkOf(OTHER_UID, "n1")), List.of(ipOf(OTHER_UID, "1.2.3.4")));

        assertThat(next(allocated(taken()), left(List.of(), List.of(), List.of(), named)))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone()).hasSize(2));
    }

    @Test
    void leaves_alone_what_has_its_uid_but_names_another_cluster() {
        var network = network("n1", "p", "mini", false, "super", OwnershipTags.ofNetwork("default", "original", UID));
        var address = ip(
                "1.2.3.4",
                "p",
                OwnershipTags.ofControlPlaneIp("default", "original", UID).toArray(String[]::new));

        assertThat(next(
                        allocated(taken()),
                        left(List.of(), List.of(), List.of(), new Named(List.of(network), List.of(address)))))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone()).hasSize(2));
    }

    @Test
    void leaves_an_ephemeral_address_alone_as_only_static_ones_are_made() {
        var odd = ephemeral(ipOf(UID, "1.2.3.4"));

        assertThat(next(
                        allocated(taken()),
                        left(List.of(), List.of(odd), List.of(), new Named(List.of(), List.of(odd)))))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone()).hasSize(1));
    }

    @Test
    void believes_no_empty_answer_of_a_metal_api_that_does_not_know_the_project() {
        var sighting = new Sighting.Allocations(
                false, List.of(), ServiceRemains.NONE, List.of(), List.of(), NOTHING_NAMED, Samples.NO_GO_REMAINS);

        assertThat(next(allocated(taken()), sighting)).isInstanceOfSatisfying(ClusterStep.Refuse.class, it -> {
            assertThat(it.part()).isEqualTo(Part.DELETION);
            assertThat(it.reason()).isEqualTo("ProjectNotFound");
        });
    }

    @Test
    void frees_an_address_of_a_service_before_the_control_plane_address() {
        var ip = serviceIp("10.1.1.1", service("default.demo", "web/shop"));

        assertThat(next(allocated(taken()), withServices(List.of(ipOf(UID, "1.2.3.4")), List.of(), ip)))
                .isEqualTo(new ClusterStep.FreeServiceAddress(ip));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster.metal-stack.io/id/namespace/service=default.other/web/shop",
                "cluster.metal-stack.io/id=default.other",
                "cluster.metal-stack.io/id/egress=default.other",
                "machine.metal-stack.io/id=m1",
                "metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid=" + Samples.OTHER_UID
            })
    void takes_only_our_tags_off_an_address_that_somebody_else_uses_as_well(String othersTag) {
        var ip = serviceIp("10.1.1.1", service("default.demo", "web/shop"), othersTag, "note=kept");

        assertThat(next(allocated(taken()), withServices(List.of(), List.of(), ip)))
                .isEqualTo(new ClusterStep.UntagServiceAddress(ip));
        assertThat(ServiceIps.tagsWithoutOurs(facts(taken()), ip)).containsExactlyInAnyOrder(othersTag, "note=kept");
    }

    @Test
    void frees_an_address_that_several_services_of_the_cluster_shared() {
        var ip = serviceIp(
                "10.1.1.1",
                service("default.demo", "web/shop"),
                service("default.demo", "web/blog"),
                "cluster.metal-stack.io/id=default.demo",
                "note=none");

        assertThat(next(allocated(taken()), withServices(List.of(), List.of(), ip)))
                .isEqualTo(new ClusterStep.FreeServiceAddress(ip));
    }

    @Test
    void leaves_a_static_address_of_a_service_alone_and_says_so() {
        var ip = ip("10.1.1.1", "p", service("default.demo", "web/shop"));

        assertThat(next(allocated(taken()), withServices(List.of(), List.of(), ip)))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone())
                                .singleElement()
                                .asString()
                                .contains("IP 10.1.1.1 is left alone", "static"));
    }

    @Test
    void leaves_addresses_of_services_alone_while_another_cluster_uses_the_same_id_and_names_it() {
        var ip = serviceIp("10.1.1.1", service("default.demo", "web/shop"));

        assertThat(next(allocated(taken()), withServices(List.of(), List.of("network n9"), ip)))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone())
                                .singleElement()
                                .asString()
                                .contains("IP 10.1.1.1 is left alone", "default.demo (network n9)"));
    }

    @Test
    void tells_services_of_the_cluster_from_those_of_one_whose_name_begins_alike() {
        assertThat(ServiceIps.serves(facts(taken()), serviceIp("10.1.1.1", service("default.demo", "a/b"))))
                .isTrue();
        assertThat(ServiceIps.serves(facts(taken()), serviceIp("10.1.1.1", service("default.demo2", "a/b"))))
                .isFalse();
        assertThat(ServiceIps.serves(
                        facts(taken()), ephemeral(ip("10.1.1.1", "other", service("default.demo", "a/b")))))
                .as("of another project")
                .isFalse();
    }

    @Test
    void sees_that_another_cluster_uses_the_id_by_its_network_its_machines_and_its_address() {
        var own = facts(taken("nodeNetworkID: n1"));
        var theirs = List.of(networkOf(OTHER_UID, "n9"));
        var given = network("n1", "p", "mini", false, "super", Map.of("cluster.metal-stack.io/id", "default.demo"));

        assertThat(ServiceIps.otherUsers(
                        own,
                        List.of(networkOf(UID, "n2"), given),
                        List.of(machineOf(UID, "m1", "c")),
                        List.of(ipOf(UID, "1.2.3.4"), serviceIp("1.2.3.5", service("default.demo", "a/b")))))
                .isEmpty();
        assertThat(ServiceIps.otherUsers(
                        own, theirs, List.of(machineOf(OTHER_UID, "m9", "c")), List.of(ipOf(OTHER_UID, "1.2.3.9"))))
                .containsExactly("network n9", "machine m9", "IP 1.2.3.9");
    }

    private static MetalIp serviceIp(String address, String... tags) {
        return ephemeral(ip(address, "p", tags));
    }

    private static String service(String cluster, String service) {
        return "cluster.metal-stack.io/id/namespace/service=" + cluster + "/" + service;
    }

    private static Sighting withServices(List<MetalIp> controlPlane, List<String> otherUsers, MetalIp... services) {
        return new Sighting.Allocations(
                true,
                List.of(),
                new ServiceRemains(List.of(services), otherUsers),
                controlPlane,
                List.of(),
                NOTHING_NAMED,
                Samples.NO_GO_REMAINS);
    }

    @Test
    void frees_nothing_in_a_project_that_its_namespace_may_not_use_and_goes_when_nothing_was_asked_for() {
        var allowed = new AllowedProjects(Map.of("default", Set.of("another")));

        var asked = new ClusterRemains(NOW, facts(allocated(taken()), allowed), new Sighting.Unasked());
        assertThat(ClusterDeletionPlan.next(asked)).isInstanceOfSatisfying(ClusterStep.Refuse.class, it -> {
            assertThat(it.part()).isEqualTo(Part.DELETION);
            assertThat(it.reason()).isEqualTo("ProjectNotAllowed");
        });
        var untouched = new ClusterRemains(NOW, facts(taken(), allowed), new Sighting.Unasked());
        assertThat(ClusterDeletionPlan.next(untouched)).isEqualTo(new ClusterStep.LetGo(List.of()));
    }

    @Test
    void recovers_a_lost_uid_before_it_frees_anything() {
        var traces =
                new ClusterTraces(List.of(networkOf(UID, "n1")), List.of(), List.of(), Set.of(), Samples.NO_GO_TRACES);

        assertThat(next(withoutUid("nodeNetworkID: n1"), new Sighting.Traces(traces)))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "network n1"));
    }

    @Test
    void holds_an_object_whose_traces_contradict_each_other() {
        var traces = new ClusterTraces(
                List.of(networkOf(UID, "n1")),
                List.of(ipOf(OTHER_UID, "1.2.3.4")),
                List.of(),
                Set.of(),
                Samples.NO_GO_TRACES);

        assertThat(next(withoutUid(), new Sighting.Traces(traces)))
                .isInstanceOfSatisfying(
                        ClusterStep.Refuse.class, it -> assertThat(it.part()).isEqualTo(Part.DELETION));
    }

    @Test
    void lets_an_object_go_that_nothing_can_be_proved_about_and_frees_nothing() {
        var traces = new ClusterTraces(
                List.of(network("n1")), List.of(ip("1.2.3.4", "p")), List.of(), Set.of(), Samples.NO_GO_TRACES);

        assertThat(next(withoutUid(), new Sighting.Traces(traces)))
                .isInstanceOfSatisfying(
                        ClusterStep.LetGo.class,
                        it -> assertThat(it.leftAlone()).hasSize(2));
    }

    private static Sighting left(
            List<MetalMachine> machines, List<MetalIp> ips, List<MetalNetwork> networks, Named named) {
        return new Sighting.Allocations(
                true,
                machines.stream()
                        .map(it -> new MachineRemains(it, Optional.empty()))
                        .toList(),
                ServiceRemains.NONE,
                ips,
                networks.stream().map(it -> new NetworkRemains(it, List.of())).toList(),
                named,
                Samples.NO_GO_REMAINS);
    }

    private static ClusterStep next(MetalStackCluster cluster, Sighting sighting) {
        return ClusterDeletionPlan.next(new ClusterRemains(NOW, facts(cluster), sighting));
    }

    private static void assertWaits(ClusterStep step, String reason, String message) {
        assertThat(step).isInstanceOfSatisfying(ClusterStep.Wait.class, it -> {
            assertThat(it.part()).isEqualTo(Part.DELETION);
            assertThat(it.reason()).isEqualTo(reason);
            assertThat(it.message()).contains(message);
        });
    }
}
