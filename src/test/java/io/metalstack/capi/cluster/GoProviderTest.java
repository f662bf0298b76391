package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.Samples.allocated;
import static io.metalstack.capi.cluster.Samples.annotated;
import static io.metalstack.capi.cluster.Samples.facts;
import static io.metalstack.capi.cluster.Samples.machine;
import static io.metalstack.capi.cluster.Samples.withoutUid;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What shows that the Go provider made a cluster {@code default/demo}, or a part of it. */
class GoProviderTest {

    private static final Map<String, String> LABEL = Map.of(OwnershipTags.CLUSTER_ID, "default.demo");
    private static final Set<String> TAGS =
            Set.of(OwnershipTags.CLUSTER_ID + "=default.demo", OwnershipTags.PURPOSE + "=control-plane");
    private static final String OBJECT = OwnershipTags.MACHINE_RESOURCE + "=default.w-1";
    private static final String CLUSTER = OwnershipTags.CLUSTER_RESOURCE + "=default.demo";
    private static final ClusterFacts OWN =
            facts(withoutUid("nodeNetworkID: n1", "controlPlaneEndpoint: {host: 203.0.113.7, port: 443}"));

    @Test
    void a_network_is_known_by_all_that_the_go_provider_writes_and_by_being_named() {
        assertThat(GoProvider.made(OWN, network("n1", "demo", "default/demo", "p", LABEL)))
                .isTrue();
        for (var other : List.of(
                network("n2", "demo", "default/demo", "p", LABEL),
                network("n1", "by-hand", "default/demo", "p", LABEL),
                network("n1", "demo", "", "p", LABEL),
                network("n1", "demo", "default/demo", "q", LABEL),
                network("n1", "demo", "default/demo", "p", Map.of()),
                network("n1", "demo", "default/demo", "p", Map.of(OwnershipTags.CLUSTER_ID, "other.demo")),
                network("n1", "demo", "default/demo", "p", more(OwnershipTags.CLUSTER_UID, "u")))) {
            assertThat(GoProvider.made(OWN, other)).as("%s", other).isFalse();
        }
    }

    @Test
    void an_address_is_known_by_all_that_the_go_provider_writes_and_by_being_the_endpoint() {
        assertThat(GoProvider.made(OWN, ip("203.0.113.7", "demo-control-plane", "p", false, TAGS)))
                .isTrue();
        for (var other : List.of(
                ip("203.0.113.8", "demo-control-plane", "p", false, TAGS),
                ip("203.0.113.7", "by-hand", "p", false, TAGS),
                ip("203.0.113.7", "demo-control-plane", "q", false, TAGS),
                ip("203.0.113.7", "demo-control-plane", "p", true, TAGS),
                ip("203.0.113.7", "demo-control-plane", "p", false, Set.of()),
                ip(
                        "203.0.113.7",
                        "demo-control-plane",
                        "p",
                        false,
                        Set.of(OwnershipTags.CLUSTER_ID + "=default.demo")))) {
            assertThat(GoProvider.made(OWN, other)).as("%s", other).isFalse();
        }
        var given = facts(withoutUid(
                "nodeNetworkID: n1",
                "controlPlaneIP: 203.0.113.7",
                "controlPlaneEndpoint: {host: 203.0.113.7, port: 443}"));
        assertThat(GoProvider.made(given, ip("203.0.113.7", "demo-control-plane", "p", false, TAGS)))
                .isFalse();
    }

    @Test
    void a_cluster_is_known_by_what_names_it_and_is_named_by_it() {
        assertThat(adopted(OWN, traces(List.of(network("n1", "demo", "default/demo", "p", LABEL)), List.of(), "m-1")))
                .isTrue();
        assertThat(adopted(OWN, traces(List.of(), List.of(go("m-1", OBJECT, CLUSTER)), "m-1")))
                .isTrue();
        for (var stranger : List.of(
                go("m-1", OBJECT),
                go("m-1", CLUSTER),
                go("m-1", OwnershipTags.MACHINE_RESOURCE + "=default.w-2", CLUSTER),
                machine("m-1", OBJECT, CLUSTER))) {
            assertThat(adopted(OWN, traces(List.of(), List.of(stranger), "m-1")))
                    .as("%s", stranger)
                    .isFalse();
        }
        assertThat(adopted(OWN, traces(List.of(), List.of(go("m-1", OBJECT, CLUSTER)), "m-2")))
                .as("the object names another machine")
                .isFalse();
        assertThat(adopted(OWN, traces(List.of(network("n2", "demo", "default/demo", "p", LABEL)), List.of(), "m-1")))
                .as("spec names another network")
                .isFalse();
    }

    @Test
    void a_name_that_bears_a_cluster_uid_already_gets_no_other() {
        var network = network("n1", "demo", "default/demo", "p", LABEL);
        var named = facts(annotated(withoutUid("nodeNetworkID: n1"), Annotations.ADOPT, "n1"));
        for (var traces : List.of(
                traces(List.of(network), List.of(go("m-9", CLUSTER, OwnershipTags.CLUSTER_UID + "=u")), "m-1"),
                traces(
                        List.of(network, network("n9", "x", "", "p", more(OwnershipTags.CLUSTER_UID, "u"))),
                        List.of(),
                        "m-1"))) {
            assertThat(adopted(named, traces)).isFalse();
        }
    }

    @Test
    void the_annotation_has_to_name_the_network() {
        var nothing = traces(List.of(), List.of(), "m-1");
        assertThat(adopted(OWN, nothing)).isFalse();
        for (var value : List.of("true", "", "n2", "demo", "default.demo")) {
            assertThat(adopted(facts(annotated(withoutUid("nodeNetworkID: n1"), Annotations.ADOPT, value)), nothing))
                    .as(value)
                    .isFalse();
        }
        assertThat(adopted(facts(annotated(withoutUid("nodeNetworkID: n1"), Annotations.ADOPT, "x, n1")), nothing))
                .isTrue();
        var lost = traces(List.of(network("n7", "demo", "default/demo", "p", LABEL)), List.of(), "m-1");
        assertThat(adopted(facts(annotated(withoutUid(), Annotations.ADOPT, "n7")), lost))
                .isTrue();
        assertThat(adopted(facts(annotated(withoutUid(), Annotations.ADOPT, "n8")), lost))
                .isFalse();
    }

    private static boolean adopted(ClusterFacts own, GoTraces traces) {
        return Adoption.of(own, traces).isPresent();
    }

    private static GoTraces traces(List<MetalNetwork> networks, List<MetalMachine> machines, String machineId) {
        return new GoTraces(networks, List.of(), machines, Map.of("w-1", machineId));
    }

    private static MetalMachine go(String id, String... tags) {
        return allocated(machine(id, tags), "machine");
    }

    private static MetalNetwork network(
            String id, String name, String description, String project, Map<String, String> labels) {
        return new MetalNetwork(
                id, name, description, "mini", project, "super", false, false, List.of("10.0.0.0/22"), labels);
    }

    private static MetalIp ip(String address, String name, String project, boolean isStatic, Set<String> tags) {
        return new MetalIp(address, "a-" + address, name, "", project, "internet", isStatic, tags);
    }

    private static Map<String, String> more(String key, String value) {
        var labels = new HashMap<>(LABEL);
        labels.put(key, value);
        return labels;
    }
}
