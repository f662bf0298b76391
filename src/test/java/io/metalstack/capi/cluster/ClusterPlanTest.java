package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.Samples.NOW;
import static io.metalstack.capi.cluster.Samples.OTHER_UID;
import static io.metalstack.capi.cluster.Samples.UID;
import static io.metalstack.capi.cluster.Samples.annotated;
import static io.metalstack.capi.cluster.Samples.asked;
import static io.metalstack.capi.cluster.Samples.external;
import static io.metalstack.capi.cluster.Samples.facts;
import static io.metalstack.capi.cluster.Samples.ip;
import static io.metalstack.capi.cluster.Samples.ipOf;
import static io.metalstack.capi.cluster.Samples.machine;
import static io.metalstack.capi.cluster.Samples.machineOf;
import static io.metalstack.capi.cluster.Samples.network;
import static io.metalstack.capi.cluster.Samples.networkOf;
import static io.metalstack.capi.cluster.Samples.taken;
import static io.metalstack.capi.cluster.Samples.untouched;
import static io.metalstack.capi.cluster.Samples.withoutUid;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.cluster.ClusterObservation.AddressSighting;
import io.metalstack.capi.cluster.ClusterObservation.NetworkSighting;
import io.metalstack.capi.cluster.ClusterObservation.Sighting;
import io.metalstack.capi.cluster.ClusterObservation.Surroundings;
import io.metalstack.capi.cluster.ClusterStep.Part;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterPlanTest {

    private static final Duration JUST_NOW = Duration.ofSeconds(5);
    private static final Duration LONG_AGO = Duration.ofMinutes(10);
    private static final Surroundings CLEAR = new Surroundings(true, List.of(), List.of());
    private static final NetworkSighting NETWORK_FINE = named("n1", network("n1"));

    // Identity

    @Test
    void takes_a_new_cluster_on_before_anything_else() {
        assertThat(next(untouched(), new Sighting.Unasked())).isEqualTo(new ClusterStep.TakeOn());
    }

    @Test
    void puts_the_finalizer_back_where_only_the_identity_is_left() {
        var cluster = annotated(untouched(), Annotations.CLUSTER_UID, UID);

        assertThat(next(cluster, new Sighting.Unasked())).isEqualTo(new ClusterStep.TakeOn());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nonsense", "{}", "[", "{\"claim\":\"c\",\"project\":\"p\",\"time\":\"2026-01-02T03:04:05Z\"}"})
    void refuses_to_go_on_with_an_intent_that_cannot_be_read(String intent) {
        for (var cluster : List.of(untouched(), taken())) {
            assertRefused(
                    next(annotated(cluster, Annotations.ALLOCATION_INTENT, intent), new Sighting.Unasked()),
                    Part.IDENTITY,
                    "UnreadableRecord",
                    "allocation-intent cannot be read");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodeNetworkID: ' '",
                "existingNodeNetworkID: ' '",
                "controlPlaneIP: ' '",
                "externalNetworkID: ' '",
                "controlPlaneEndpoint: {host: ' ', port: 443}"
            })
    void refuses_a_blank_field_as_what_is_allocated_could_not_be_recorded_there(String field) {
        var name = field.substring(0, field.indexOf(':'));
        assertRefused(next(taken(field), new Sighting.Unasked()), Part.IDENTITY, "UnreadableRecord", "spec." + name);
    }

    @Test
    void supports_the_endpoint_coming_from_metal_stack() {
        assertThat(next(untouched("controlPlaneEndpointFrom: MetalStack"), new Sighting.Unasked()))
                .isEqualTo(new ClusterStep.TakeOn());
    }

    @Test
    void waits_for_an_endpoint_that_somebody_else_provides() {
        assertThat(next(hosted(), externally(null))).isInstanceOfSatisfying(ClusterStep.Wait.class, it -> {
            assertThat(it.part()).isEqualTo(Part.CONTROL_PLANE_IP);
            assertThat(it.reason()).isEqualTo("WaitingForControlPlaneEndpoint");
        });
    }

    @Test
    void takes_the_endpoint_that_somebody_else_gave_to_the_cluster() {
        var endpoint = new ApiEndpoint("api.example.org", 6443);

        assertThat(next(hosted(), externally(endpoint))).isEqualTo(new ClusterStep.UseEndpoint(endpoint));
    }

    @Test
    void waits_out_a_call_for_an_address_before_somebody_elses_endpoint_counts() {
        var asked = asked(hosted(), ClusterFacts.IP, Duration.ofSeconds(3));

        assertThat(next(asked, externally(new ApiEndpoint("api.example.org", 6443))))
                .isInstanceOfSatisfying(
                        ClusterStep.Wait.class, it -> assertThat(it.reason()).isEqualTo("AllocationInDoubt"));
    }

    @Test
    void refuses_two_answers_to_who_provides_the_endpoint() {
        var both = taken("nodeNetworkID: n1", "controlPlaneEndpointFrom: External", "controlPlaneIP: 1.2.3.4");

        assertRefused(
                next(both, externally(null)),
                Part.CONTROL_PLANE_IP,
                "ControlPlaneIPUnsuitable",
                "spec.controlPlaneEndpointFrom");
    }

    private static MetalStackCluster hosted() {
        return taken("nodeNetworkID: n1", "controlPlaneEndpointFrom: External");
    }

    private static Sighting externally(@Nullable ApiEndpoint ofCluster) {
        return new Sighting.Allocations(
                named("n1", networkOf(UID, "n1")), new AddressSighting.External(Optional.ofNullable(ofCluster)));
    }

    @Test
    void looks_with_the_credentials_of_a_call_in_doubt_before_those_that_spec_names() {
        var asked = asked(taken("credentialsRef: {name: key}"), ClusterFacts.NETWORK, Duration.ofHours(1));

        assertThat(Samples.facts(taken("credentialsRef: {name: key}")).account())
                .isEqualTo(new MetalAccount("default", "key"));
        assertThat(Samples.facts(asked).account()).isEqualTo(MetalAccount.PROVIDER);
    }

    @Test
    void reads_a_lost_uid_back_from_the_network_that_spec_names_and_that_names_the_cluster() {
        assertThat(next(withoutUid("nodeNetworkID: n1"), traces(List.of(networkOf(UID, "n1")), List.of(), List.of())))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "network n1"));
    }

    @Test
    void reads_nothing_back_that_no_cluster_of_ours_can_have_for_a_uid() {
        for (var uid : List.of("mine", "", UID.replace('1', 'A'), UID + " ")) {
            assertRefused(
                    next(
                            withoutUid("nodeNetworkID: n1"),
                            traces(List.of(networkOf(uid, "n1")), List.of(ipOf(uid, "1.2.3.4")), List.of())),
                    Part.IDENTITY,
                    "ClusterUIDLost",
                    "restore the annotation");
        }
    }

    @Test
    void reads_a_lost_uid_back_from_the_address_that_spec_names_and_that_names_the_cluster() {
        assertThat(next(withoutUid(), traces(List.of(), List.of(ipOf(UID, "1.2.3.4")), List.of())))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "IP 1.2.3.4"));
    }

    @Test
    void reads_a_lost_uid_back_from_a_machine_only_when_one_of_our_objects_has_its_claim() {
        assertThat(next(withoutUid(), traces(List.of(), List.of(), List.of(machineOf(UID, "m1", "claim-1")))))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "machine m1"));
        assertRefused(
                next(withoutUid(), traces(List.of(), List.of(), List.of(machineOf(UID, "m1", "of somebody else")))),
                Part.IDENTITY,
                "ClusterUIDLost",
                "/adopt");
    }

    @Test
    void reads_a_lost_uid_back_from_an_intent_that_is_still_there() {
        var cluster = asked(withoutUid(), ClusterFacts.NETWORK, JUST_NOW);

        assertThat(next(cluster, traces(List.of(), List.of(), List.of())))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "our own allocation-intent"));
    }

    @Test
    void believes_no_network_of_another_project_or_of_another_cluster_about_a_lost_uid() {
        var labels = OwnershipTags.ofNetwork("default", "demo", UID);
        var elsewhere = network("n1", "q", "mini", true, "super", labels);
        var another = network("n1", "p", "mini", false, "super", OwnershipTags.ofNetwork("default", "other", UID));

        for (var network : List.of(elsewhere, another)) {
            assertRefused(
                    next(withoutUid("nodeNetworkID: n1"), traces(List.of(network), List.of(), List.of())),
                    Part.IDENTITY,
                    "ClusterUIDLost",
                    "cluster-uid");
        }
    }

    @Test
    void chooses_none_of_two_different_uids() {
        assertRefused(
                next(
                        withoutUid(),
                        traces(List.of(networkOf(UID, "n1")), List.of(ipOf(OTHER_UID, "1.2.3.4")), List.of())),
                Part.IDENTITY,
                "ClusterUIDAmbiguous",
                "network n1, IP 1.2.3.4");
    }

    @Test
    void never_mints_a_uid_for_an_object_that_has_the_finalizer() {
        assertThat(next(withoutUid(), traces(List.of(), List.of(), List.of())))
                .isNotInstanceOf(ClusterStep.TakeOn.class);
    }

    @Test
    void takes_a_replaced_cluster_on_with_the_uid_that_its_network_or_its_address_still_has() {
        assertThat(next(untouched("nodeNetworkID: n1"), traces(List.of(networkOf(UID, "n1")), List.of(), List.of())))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "network n1"));
        assertThat(next(
                        untouched("controlPlaneEndpoint: {host: 1.2.3.4, port: 443}"),
                        traces(List.of(), List.of(ipOf(UID, "1.2.3.4")), List.of())))
                .isEqualTo(new ClusterStep.RecoverUid(UID, "IP 1.2.3.4"));
    }

    @Test
    void mints_a_uid_for_a_cluster_whose_network_was_really_given() {
        assertThat(next(untouched("nodeNetworkID: n1"), traces(List.of(network("n1")), List.of(), List.of())))
                .isEqualTo(new ClusterStep.TakeOn());
    }

    @Test
    void mints_no_uid_while_two_could_be_the_lost_one_or_metal_api_cannot_be_asked() {
        var cluster = untouched("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}");
        var why = new MetalFailure.Unavailable("metal-api cannot be reached");

        assertRefused(
                next(cluster, traces(List.of(networkOf(UID, "n1")), List.of(ipOf(OTHER_UID, "1.2.3.4")), List.of())),
                Part.IDENTITY,
                "ClusterUIDAmbiguous",
                "network n1, IP 1.2.3.4");
        assertThat(next(cluster, new Sighting.Unreadable(Part.IDENTITY, why)))
                .isEqualTo(new ClusterStep.Unreadable(Part.IDENTITY, why));
    }

    // Node network

    @Test
    void allocates_a_node_network_when_there_is_none() {
        assertThat(next(taken(), noNetwork(CLEAR))).isEqualTo(new ClusterStep.AllocateNetwork(1));
    }

    @Test
    void adopts_a_node_network_of_ours_that_was_not_recorded() {
        assertThat(next(taken(), ourNetworks(networkOf(UID, "n1")))).isEqualTo(new ClusterStep.RecordNetwork("n1"));
    }

    @Test
    void adopts_at_once_what_a_call_in_doubt_has_made() {
        var cluster = asked(taken(), ClusterFacts.NETWORK, JUST_NOW);

        assertThat(next(cluster, ourNetworks(networkOf(UID, "n1")))).isEqualTo(new ClusterStep.RecordNetwork("n1"));
    }

    @Test
    void sends_nothing_again_while_a_call_may_still_take_effect() {
        var cluster = asked(taken(), ClusterFacts.NETWORK, JUST_NOW);

        var step = next(
                cluster,
                new Sighting.Allocations(
                        new NetworkSighting.Ours(List.of(), Optional.empty()), new AddressSighting.NotYet()));

        assertThat(step).isInstanceOfSatisfying(ClusterStep.Wait.class, it -> {
            assertThat(it.reason()).isEqualTo("AllocationInDoubt");
            assertThat(it.part()).isEqualTo(Part.NODE_NETWORK);
            assertThat(it.until()).contains(NOW.minus(JUST_NOW).plusSeconds(180));
        });
    }

    @Test
    void waits_out_the_call_to_the_second() {
        var last = Duration.ofSeconds(179);
        var over = Duration.ofSeconds(180);

        assertThat(next(asked(taken(), ClusterFacts.NETWORK, last), noNetwork(CLEAR)))
                .isInstanceOf(ClusterStep.Wait.class);
        assertThat(next(asked(taken(), ClusterFacts.NETWORK, over), noNetwork(CLEAR)))
                .isEqualTo(new ClusterStep.AllocateNetwork(2));
    }

    @Test
    void does_nothing_about_several_networks_of_ours_and_names_them() {
        assertRefused(
                next(taken(), ourNetworks(networkOf(UID, "n2"), networkOf(UID, "n1"))),
                Part.NODE_NETWORK,
                "SeveralNodeNetworks",
                "n1, n2");
    }

    @Test
    void says_that_the_project_does_not_exist() {
        assertRefused(
                next(taken(), noNetwork(new Surroundings(false, List.of(), List.of()))),
                Part.NODE_NETWORK,
                "ProjectNotFound",
                "no project p");
    }

    @Test
    void stops_when_another_cluster_of_the_project_uses_the_same_id() {
        assertRefused(
                next(
                        taken(),
                        noNetwork(new Surroundings(
                                true, List.of(networkOf(OTHER_UID, "n9")), List.of(machineOf(OTHER_UID, "m9", "c"))))),
                Part.NODE_NETWORK,
                "ClusterIDTaken",
                "default.demo (machine m9, network n9)");
    }

    @Test
    void takes_nothing_for_its_own_that_has_its_uid_but_names_another_cluster() {
        var labels = new HashMap<>(OwnershipTags.ofNetwork("default", "original", UID));
        labels.put(OwnershipTags.CLUSTER_ID, "default.demo");
        var network = network("n9", "p", "mini", false, "super", labels);
        var machine = machine("m9", OwnershipTags.tag(OwnershipTags.CLUSTER_UID, UID));

        assertRefused(
                next(taken(), noNetwork(new Surroundings(true, List.of(network), List.of(machine)))),
                Part.NODE_NETWORK,
                "ClusterIDTaken",
                "default.demo (machine m9, network n9)");
    }

    @Test
    void stops_when_something_of_the_same_id_carries_no_uid_at_all() {
        var capms = network("n9", "p", "mini", false, "super", Map.of("cluster.metal-stack.io/id", "default.demo"));

        assertRefused(
                next(taken(), noNetwork(new Surroundings(true, List.of(capms), List.of()))),
                Part.NODE_NETWORK,
                "ClusterIDTaken",
                "network n9");
    }

    @Test
    void is_not_stopped_by_what_is_its_own() {
        var around = new Surroundings(true, List.of(networkOf(UID, "n1")), List.of(machineOf(UID, "m1", "c")));

        assertThat(next(taken("nodeNetworkID: n1"), noAddress(List.of(external("internet", "", "")), around)))
                .isEqualTo(new ClusterStep.AllocateAddress("internet", 1));
    }

    @Test
    void is_not_stopped_by_the_network_that_was_given_to_it() {
        var around = new Surroundings(true, List.of(networkOf(OTHER_UID, "n1")), List.of());

        assertThat(next(taken("nodeNetworkID: n1"), noAddress(List.of(external("internet", "", "")), around)))
                .isInstanceOf(ClusterStep.AllocateAddress.class);
    }

    @Test
    void says_that_a_given_network_does_not_exist() {
        assertRefused(
                next(
                        taken("nodeNetworkID: n1"),
                        new Sighting.Allocations(new NetworkSighting.Named("n1", Optional.empty()), addresses())),
                Part.NODE_NETWORK,
                "NodeNetworkNotFound",
                "no network n1");
    }

    @ParameterizedTest
    @CsvSource({
        "q, mini, false, super, belongs to another project",
        "p, other, false, super, 'is in partition other, but the cluster is in mini'",
        "p, mini, false, '', is no private network",
    })
    void says_what_is_wrong_with_a_given_network(
            String project, String partition, boolean shared, String parent, String complaint) {
        var given = network("n1", project, partition, shared, parent, Map.of());

        assertRefused(
                next(taken("nodeNetworkID: n1"), new Sighting.Allocations(named("n1", given), addresses())),
                Part.NODE_NETWORK,
                "NodeNetworkUnsuitable",
                complaint);
    }

    @Test
    void uses_a_shared_network_of_another_project() {
        var shared = network("n1", "q", "mini", true, "super", Map.of());

        assertThat(next(
                        taken("nodeNetworkID: n1"),
                        new Sighting.Allocations(named("n1", shared), addresses(ipOf(UID, "1.2.3.4")))))
                .isEqualTo(new ClusterStep.RecordEndpoint("1.2.3.4"));
    }

    @Test
    void waits_out_a_network_call_also_when_somebody_gave_a_network_meanwhile() {
        var open = asked(taken("nodeNetworkID: n1"), ClusterFacts.NETWORK, JUST_NOW);
        var settled = asked(taken("nodeNetworkID: n1"), ClusterFacts.NETWORK, LONG_AGO);
        var sighting = new Sighting.Allocations(NETWORK_FINE, addresses(ipOf(UID, "1.2.3.4")));

        assertThat(next(open, sighting)).isInstanceOf(ClusterStep.Wait.class);
        assertThat(next(settled, sighting)).isEqualTo(new ClusterStep.DropIntent(Part.NODE_NETWORK));
    }

    @Test
    void makes_a_network_that_exists_already_the_node_network() {
        var sighting = existing(Optional.of(network("n1")));

        assertThat(next(taken("existingNodeNetworkID: n1"), sighting))
                .isEqualTo(new ClusterStep.UseExistingNetwork("n1"));
    }

    @Test
    void takes_no_network_that_exists_already_before_a_call_for_one_is_waited_out() {
        var sighting = existing(Optional.of(network("n1")));
        var open = asked(taken("existingNodeNetworkID: n1"), ClusterFacts.NETWORK, JUST_NOW);
        var settled = asked(taken("existingNodeNetworkID: n1"), ClusterFacts.NETWORK, LONG_AGO);

        assertThat(next(open, sighting)).isInstanceOf(ClusterStep.Wait.class);
        assertThat(next(settled, sighting)).isEqualTo(new ClusterStep.DropIntent(Part.NODE_NETWORK));
    }

    @Test
    void says_what_is_wrong_with_a_network_that_is_to_exist_already_and_allocates_none_instead() {
        var foreign = network("n1", "q", "mini", false, "super", Map.of());

        assertRefused(
                next(taken("existingNodeNetworkID: n1"), existing(Optional.empty())),
                Part.NODE_NETWORK,
                "NodeNetworkNotFound",
                "no network n1: spec.existingNodeNetworkID has to");
        assertRefused(
                next(taken("existingNodeNetworkID: n1"), existing(Optional.of(foreign))),
                Part.NODE_NETWORK,
                "NodeNetworkUnsuitable",
                "network n1 (spec.existingNodeNetworkID) belongs to another project");
    }

    // Control-plane address

    @Test
    void allocates_an_address_in_the_default_external_network() {
        assertThat(next(taken("nodeNetworkID: n1"), noAddress(List.of(external("internet", "", "")), CLEAR)))
                .isEqualTo(new ClusterStep.AllocateAddress("internet", 1));
    }

    @Test
    void takes_the_default_external_network_of_its_own_partition() {
        var external =
                List.of(external("there", "other", ""), external("here", "mini", ""), external("theirs", "", "q"));

        assertThat(next(taken("nodeNetworkID: n1"), noAddress(external, CLEAR)))
                .isEqualTo(new ClusterStep.AllocateAddress("here", 1));
    }

    @Test
    void says_that_there_is_no_default_external_network() {
        assertRefused(
                next(taken("nodeNetworkID: n1"), noAddress(List.of(external("there", "other", "")), CLEAR)),
                Part.CONTROL_PLANE_IP,
                "NoDefaultExternalNetwork",
                "spec.externalNetworkID");
    }

    @Test
    void chooses_none_of_several_default_external_networks() {
        assertRefused(
                next(
                        taken("nodeNetworkID: n1"),
                        noAddress(List.of(external("b", "", ""), external("a", "", "")), CLEAR)),
                Part.CONTROL_PLANE_IP,
                "SeveralDefaultExternalNetworks",
                "(a, b)");
    }

    @Test
    void takes_the_external_network_that_spec_names() {
        assertThat(next(
                        taken("nodeNetworkID: n1", "externalNetworkID: mine"),
                        noAddress(List.of(external("mine", "other", "")), CLEAR)))
                .isEqualTo(new ClusterStep.AllocateAddress("mine", 1));
    }

    @Test
    void says_that_the_external_network_does_not_exist() {
        assertRefused(
                next(taken("nodeNetworkID: n1", "externalNetworkID: mine"), noAddress(List.of(), CLEAR)),
                Part.CONTROL_PLANE_IP,
                "ExternalNetworkNotFound",
                "no network mine");
    }

    @Test
    void counts_the_attempts_of_an_address_that_was_never_made() {
        var cluster = asked(taken("nodeNetworkID: n1"), ClusterFacts.IP, LONG_AGO);

        assertThat(next(cluster, noAddress(List.of(external("internet", "", "")), CLEAR)))
                .isEqualTo(new ClusterStep.AllocateAddress("internet", 2));
    }

    @Test
    void adopts_an_address_of_ours_that_was_not_recorded() {
        assertThat(next(
                        taken("nodeNetworkID: n1"),
                        new Sighting.Allocations(NETWORK_FINE, addresses(ipOf(UID, "1.2.3.4")))))
                .isEqualTo(new ClusterStep.RecordEndpoint("1.2.3.4"));
    }

    @Test
    void does_nothing_about_several_addresses_of_ours_and_names_them() {
        assertRefused(
                next(
                        taken("nodeNetworkID: n1"),
                        new Sighting.Allocations(NETWORK_FINE, addresses(ipOf(UID, "1.2.3.5"), ipOf(UID, "1.2.3.4")))),
                Part.CONTROL_PLANE_IP,
                "SeveralControlPlaneIPs",
                "1.2.3.4, 1.2.3.5");
    }

    @Test
    void uses_a_given_address_of_the_project() {
        assertThat(next(taken("nodeNetworkID: n1", "controlPlaneIP: 1.2.3.4"), given(Optional.of(ip("1.2.3.4", "p")))))
                .isEqualTo(new ClusterStep.UseGivenAddress("1.2.3.4", true));
    }

    @Test
    void uses_a_given_ephemeral_address_knowing_that_it_does_not_last() {
        assertThat(next(
                        taken("nodeNetworkID: n1", "controlPlaneIP: 1.2.3.4"),
                        given(Optional.of(Samples.ephemeral(ip("1.2.3.4", "p"))))))
                .isEqualTo(new ClusterStep.UseGivenAddress("1.2.3.4", false));
    }

    @Test
    void says_that_a_given_address_is_not_allocated_or_belongs_to_another_project() {
        var cluster = taken("nodeNetworkID: n1", "controlPlaneIP: 1.2.3.4");

        assertRefused(
                next(cluster, given(Optional.empty())), Part.CONTROL_PLANE_IP, "ControlPlaneIPNotFound", "IP 1.2.3.4");
        assertRefused(
                next(cluster, given(Optional.of(ip("1.2.3.4", "q")))),
                Part.CONTROL_PLANE_IP,
                "ControlPlaneIPUnsuitable",
                "another project");
    }

    @Test
    void is_settled_once_network_and_endpoint_are_there() {
        var cluster = taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: api.example.org, port: 6443}");

        assertThat(next(cluster, new Sighting.Allocations(NETWORK_FINE, new AddressSighting.Recorded())))
                .isEqualTo(new ClusterStep.Settled());
    }

    @Test
    void waits_out_an_address_call_also_when_somebody_gave_an_endpoint_meanwhile() {
        var open = asked(
                taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: api, port: 443}"), ClusterFacts.IP, JUST_NOW);
        var settled = asked(
                taken("nodeNetworkID: n1", "controlPlaneEndpoint: {host: api, port: 443}"), ClusterFacts.IP, LONG_AGO);
        var sighting = new Sighting.Allocations(NETWORK_FINE, new AddressSighting.Recorded());

        assertThat(next(open, sighting)).isInstanceOf(ClusterStep.Wait.class);
        assertThat(next(settled, sighting)).isEqualTo(new ClusterStep.DropIntent(Part.CONTROL_PLANE_IP));
    }

    @Test
    void an_unreadable_metal_api_decides_nothing() {
        var why = new MetalFailure.Unavailable("metal-api cannot be reached");

        assertThat(next(taken(), new Sighting.Unreadable(Part.NODE_NETWORK, why)))
                .isEqualTo(new ClusterStep.Unreadable(Part.NODE_NETWORK, why));
    }

    // Rules that hold whatever was seen

    @Test
    void allocates_only_with_identity_nothing_of_ours_seen_no_call_open_and_nothing_foreign_under_our_id() {
        for (var combination : Combinations.all()) {
            var step = ClusterPlan.next(combination.seen());
            if (step instanceof ClusterStep.AllocateNetwork || step instanceof ClusterStep.AllocateAddress) {
                assertThat(combination.mayAllocate()).as("%s", combination).isTrue();
            }
        }
        assertThat(Combinations.all())
                .anyMatch(it -> ClusterPlan.next(it.seen()) instanceof ClusterStep.AllocateNetwork);
        assertThat(Combinations.all())
                .anyMatch(it -> ClusterPlan.next(it.seen()) instanceof ClusterStep.AllocateAddress);
    }

    @Test
    void every_refusal_is_a_sentence_that_names_what_it_is_about() {
        for (var combination : Combinations.all()) {
            if (ClusterPlan.next(combination.seen()) instanceof ClusterStep.Refuse refusal) {
                assertThat(refusal.reason()).matches("[A-Z][A-Za-z]+");
                assertThat(refusal.message()).hasSizeGreaterThan(30).doesNotContain("Optional", "null");
            }
        }
    }

    private static ClusterStep next(MetalStackCluster cluster, Sighting sighting) {
        return ClusterPlan.next(
                new ClusterObservation(NOW, facts(cluster), sighting, new ClusterObservation.FirewallSighting.None()));
    }

    private static void assertRefused(ClusterStep step, Part part, String reason, String message) {
        assertThat(step).isInstanceOfSatisfying(ClusterStep.Refuse.class, it -> {
            assertThat(it.part()).isEqualTo(part);
            assertThat(it.reason()).isEqualTo(reason);
            assertThat(it.message()).contains(message);
        });
    }

    private static Sighting traces(List<MetalNetwork> networks, List<MetalIp> ips, List<MetalMachine> machines) {
        return new Sighting.Traces(new ClusterTraces(networks, ips, machines, Set.of("claim-1"), Samples.NO_GO_TRACES));
    }

    private static Sighting noNetwork(Surroundings around) {
        return new Sighting.Allocations(
                new NetworkSighting.Ours(List.of(), Optional.of(around)), new AddressSighting.NotYet());
    }

    private static Sighting ourNetworks(MetalNetwork... networks) {
        return new Sighting.Allocations(
                new NetworkSighting.Ours(List.of(networks), Optional.empty()), new AddressSighting.NotYet());
    }

    private static NetworkSighting named(String id, MetalNetwork network) {
        return new NetworkSighting.Named(id, Optional.of(network));
    }

    private static Sighting existing(Optional<MetalNetwork> network) {
        return new Sighting.Allocations(new NetworkSighting.Existing("n1", network), new AddressSighting.NotYet());
    }

    private static Sighting noAddress(List<MetalNetwork> external, Surroundings around) {
        return new Sighting.Allocations(
                NETWORK_FINE, new AddressSighting.Ours(List.of(), external, Optional.of(around)));
    }

    private static AddressSighting addresses(MetalIp... ips) {
        return new AddressSighting.Ours(List.of(ips), List.of(), Optional.of(CLEAR));
    }

    private static Sighting given(Optional<MetalIp> ip) {
        return new Sighting.Allocations(NETWORK_FINE, new AddressSighting.Given("1.2.3.4", ip));
    }
}
