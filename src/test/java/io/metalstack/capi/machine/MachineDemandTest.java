package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.absent;
import static io.metalstack.capi.machine.Given.around;
import static io.metalstack.capi.machine.Given.cluster;
import static io.metalstack.capi.machine.Given.fresh;
import static io.metalstack.capi.machine.Given.infrastructure;
import static io.metalstack.capi.machine.Given.machine;
import static io.metalstack.capi.machine.Given.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.AllocationStep.Allocate;
import io.metalstack.capi.allocation.AllocationStep.Refuse;
import io.metalstack.capi.allocation.AllocationStep.Wait;
import io.metalstack.capi.allocation.Conflicts;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineSpec;
import io.metalstack.capi.metal.MetalMachine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has to be true before a machine is taken, what is asked for then, and who may be in the way. */
class MachineDemandTest {

    private static final BootstrapData DATA = new BootstrapData.Available("#cloud-config".getBytes());

    @Test
    void waits_for_the_clusters_infrastructure_first_of_all() {
        var home = new Surroundings(Optional.of(cluster(false)), around().machine(), Optional.empty());

        assertThat(next(home, new BootstrapData.NotNeeded())).isEqualTo(Reasons.WAITING_FOR_CLUSTER);
    }

    @Test
    void takes_no_machine_for_a_cluster_that_is_being_deleted() {
        var going = cluster(true);
        going.getMetadata().setDeletionTimestamp(Given.NOW.toString());
        var home = new Surroundings(Optional.of(going), around().machine(), around().infrastructure());

        assertThat(next(home, DATA)).isEqualTo(Reasons.CLUSTER_DELETING);
    }

    @Test
    void waits_for_a_metal_stack_cluster_that_is_missing() {
        assertThat(next(with(null), DATA)).isEqualTo(Reasons.WAITING_FOR_CLUSTER);
    }

    @Test
    void waits_for_the_node_network() {
        assertThat(next(with(infrastructure(null, null)), DATA)).isEqualTo(Reasons.WAITING_FOR_CLUSTER);
    }

    @Test
    void waits_for_the_clusters_uid() {
        var anonymous = infrastructure();
        anonymous.getMetadata().setAnnotations(Map.of());

        assertThat(next(with(anonymous), DATA)).isEqualTo(Reasons.WAITING_FOR_CLUSTER);
    }

    @Test
    void waits_for_bootstrap_data_that_is_not_named_yet() {
        assertThat(next(around(), new BootstrapData.NotNeeded())).isEqualTo(Reasons.WAITING_FOR_BOOTSTRAP_DATA);
    }

    @Test
    void waits_for_bootstrap_data_that_is_not_there_yet() {
        assertThat(next(around(), new BootstrapData.Missing("waiting"))).isEqualTo(Reasons.WAITING_FOR_BOOTSTRAP_DATA);
    }

    @Test
    void refuses_bootstrap_data_that_cannot_be_used() {
        assertThat(MachinePlan.next(seen(fresh(), around(), new BootstrapData.Unusable("no key"), absent())))
                .isEqualTo(new Refuse(Reasons.INVALID_BOOTSTRAP_DATA, "no key"));
    }

    @Test
    void refuses_another_failure_domain_than_the_partition() {
        var elsewhere =
                new Surroundings(around().cluster(), Optional.of(machine(false, "fra")), around().infrastructure());

        assertThat(MachinePlan.next(seen(fresh(), elsewhere, DATA, absent())))
                .isEqualTo(new Refuse(
                        Reasons.WRONG_FAILURE_DOMAIN,
                        "the Machine asks for failure domain fra, and the cluster stands in partition muc: set the"
                                + " Machine's failureDomain to the partition, or leave it out"));
    }

    @Test
    void takes_the_partition_as_failure_domain() {
        var home = new Surroundings(around().cluster(), Optional.of(machine(false, "muc")), around().infrastructure());

        assertThat(MachinePlan.next(seen(fresh(), home, DATA, absent()))).isInstanceOf(Allocate.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w.1",
                "W-1",
                "-w",
                "w-",
                "w_1",
                "a123456789a123456789a123456789a123456789a123456789a123456789a123"
            })
    void refuses_a_name_that_is_no_host_name(String name) {
        var resource = fresh();
        resource.getMetadata().setName(name);

        assertThat(MachinePlan.next(seen(resource, absent()))).isInstanceOfSatisfying(Refuse.class, it -> {
            assertThat(it.reason()).isEqualTo(Reasons.INVALID_NAME);
            assertThat(it.message()).contains("\"" + name + "\"").contains("use a shorter or simpler name");
        });
    }

    @Test
    void refuses_names_that_are_too_long_for_a_label_together() {
        var resource = fresh();
        resource.getMetadata().setName("a".repeat(40));
        resource.getMetadata().setNamespace("b".repeat(40));

        assertThat(MachinePlan.next(seen(resource, absent())))
                .isInstanceOfSatisfying(
                        Refuse.class, it -> assertThat(it.message()).contains("longer than 63"));
    }

    @Test
    void asks_for_what_spec_and_cluster_say() {
        var request = allocate(fresh(), false).request();

        assertThat(request.project()).isEqualTo("project");
        assertThat(request.partition()).isEqualTo("muc");
        assertThat(request.size()).isEqualTo("v1-small-x86");
        assertThat(request.image()).isEqualTo("debian-13.0");
        assertThat(request.name()).isEqualTo("w-1");
        assertThat(request.hostname()).isEqualTo("w-1");
        assertThat(request.description()).isEqualTo("ns/w-1 for cluster ns/c");
        assertThat(request.userData()).asString().isEqualTo("#cloud-config");
        assertThat(request.networks()).containsExactly("n-1");
        assertThat(request.ips()).isEmpty();
        assertThat(request.filesystemLayout()).isEmpty();
    }

    @Test
    void passes_everything_on_that_the_spec_gives_in_addition() {
        var resource = fresh();
        resource.setSpec(new MetalStackMachineSpec(
                null,
                "i",
                "s",
                List.of("ssh-ed25519 AAAA"),
                List.of("internet", "n-1"),
                List.of("team=a"),
                "layout",
                List.of("9.9.9.9"),
                List.of("pool.ntp.org")));
        var request = allocate(resource, false).request();

        assertThat(request.sshPublicKeys()).containsExactly("ssh-ed25519 AAAA");
        assertThat(request.networks()).as("each once, the node network first").containsExactly("n-1", "internet");
        assertThat(request.filesystemLayout()).contains("layout");
        assertThat(request.dnsServers()).containsExactly("9.9.9.9");
        assertThat(request.ntpServers()).containsExactly("pool.ntp.org");
        assertThat(request.tags()).first().isEqualTo("team=a");
    }

    @Test
    void tags_a_worker_with_all_by_which_it_is_found_again() {
        assertThat(allocate(fresh(), false).request().tags())
                .containsExactly(
                        "topology.kubernetes.io/zone=muc",
                        "kubernetes.io/hostname=w-1",
                        "cluster.metal-stack.io/id=ns.c",
                        "metal-stack.infrastructure.cluster.x-k8s.io/cluster-resource=ns.c",
                        "metal-stack.infrastructure.cluster.x-k8s.io/machine-resource=ns.w-1",
                        "metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid=u1d",
                        "metal-stack.infrastructure.cluster.x-k8s.io/claim=c1a1");
    }

    @Test
    void tags_a_machine_of_the_control_plane_as_one() {
        assertThat(allocate(fresh(), true).request().tags())
                .contains("metal-stack.infrastructure.cluster.x-k8s.io/purpose=control-plane");
    }

    @Test
    void spreads_by_tags_that_the_machines_carry() {
        for (var controlPlane : List.of(true, false)) {
            var request = allocate(fresh(), controlPlane).request();

            assertThat(request.placementTags()).isNotEmpty();
            assertThat(request.tags()).containsAll(request.placementTags());
        }
        assertThat(allocate(fresh(), true).request().placementTags())
                .as("control planes spread among themselves")
                .isNotEqualTo(allocate(fresh(), false).request().placementTags());
    }

    @Test
    void an_announced_address_comes_with_its_network() {
        var ip = Given.vip(true, "internet", Given.vipTags());
        var request = ((Allocate) MachinePlan.next(seen(fresh(), home(true), DATA, new Announcement.Of(ip), absent())))
                .request();

        assertThat(request.ips()).containsExactly(Given.VIP);
        assertThat(request.networks()).containsExactly("n-1", "internet");
    }

    @Test
    void an_address_that_cannot_be_announced_is_said_so() {
        assertThat(MachinePlan.next(seen(fresh(), home(true), DATA, new Announcement.Impossible("why"), absent())))
                .isEqualTo(new Refuse(Reasons.CANNOT_ANNOUNCE, "why"));
    }

    @Test
    void a_host_name_that_is_taken_in_the_project_is_in_the_way() {
        var namesake = held("m-2", "w-1", Set.of());

        assertThat(Conflicts.of(List.of(namesake), allocate(fresh(), false))).hasValueSatisfying(it -> {
            assertThat(it.reason()).isEqualTo(AllocationReasons.HOSTNAME_TAKEN);
            assertThat(it.message()).contains("m-2").contains("w-1");
        });
    }

    @Test
    void a_cluster_of_the_same_name_elsewhere_is_in_the_way() {
        var twin = held("m-2", "x-1", otherClusters("ns.c"));

        assertThat(Conflicts.of(List.of(twin), allocate(fresh(), false))).hasValueSatisfying(it -> {
            assertThat(it.reason()).isEqualTo(AllocationReasons.CLUSTER_ID_TAKEN);
            assertThat(it.message()).contains("m-2").contains("cluster.metal-stack.io/id=ns.c");
        });
    }

    @Test
    void a_claim_that_came_along_from_another_object_is_in_the_way() {
        var original = held(
                "m-2",
                "w-2",
                Set.copyOf(OwnershipTags.ofMachine("ns", "c", "w-2", false, Given.CLUSTER_UID, Given.CLAIM)));

        assertThat(Conflicts.of(List.of(original), allocate(fresh(), false))).hasValueSatisfying(it -> {
            assertThat(it.reason()).isEqualTo(AllocationReasons.CLAIM_TAKEN);
            assertThat(it.message()).contains("m-2", "/claim");
        });
    }

    @Test
    void neighbours_and_other_clusters_are_not_in_the_way() {
        var neighbour = held(
                "m-2",
                "w-2",
                Set.copyOf(OwnershipTags.ofMachine("ns", "c", "w-2", false, Given.CLUSTER_UID, "its-own")));
        var stranger = held("m-3", "x-1", otherClusters("ns.d"));

        assertThat(Conflicts.of(List.of(neighbour, stranger), allocate(fresh(), false)))
                .isEmpty();
    }

    private static Set<String> otherClusters(String id) {
        var tags = new HashSet<String>();
        tags.add("cluster.metal-stack.io/id=" + id);
        tags.add("metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid=another");
        return tags;
    }

    private static MetalMachine held(String id, String hostname, Set<String> tags) {
        return Given.held(id, "a-" + id, "project", "machine", hostname, tags, "Phoned Home", Given.NOW);
    }

    private static Surroundings home(boolean controlPlane) {
        return new Surroundings(
                around().cluster(), Optional.of(machine(controlPlane, null)), around().infrastructure());
    }

    private static Surroundings with(MetalStackCluster infrastructure) {
        return new Surroundings(around().cluster(), around().machine(), Optional.ofNullable(infrastructure));
    }

    private static String next(Surroundings home, BootstrapData data) {
        return MachinePlan.next(seen(fresh(), home, data, absent())) instanceof Wait(var reason, var message, var pace)
                ? reason
                : "";
    }

    private static Allocate allocate(MetalStackMachine resource, boolean controlPlane) {
        return (Allocate) MachinePlan.next(seen(resource, home(controlPlane), DATA, absent()));
    }
}
