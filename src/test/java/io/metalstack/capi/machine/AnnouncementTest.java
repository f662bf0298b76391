package io.metalstack.capi.machine;

import static io.metalstack.capi.api.v1alpha1.ControlPlaneAnnouncement.Machines;
import static io.metalstack.capi.api.v1alpha1.ControlPlaneAnnouncement.None;
import static io.metalstack.capi.machine.Given.CLUSTER_UID;
import static io.metalstack.capi.machine.Given.VIP;
import static io.metalstack.capi.machine.Given.infrastructure;
import static io.metalstack.capi.machine.Given.vip;
import static io.metalstack.capi.machine.Given.vipTags;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.api.v1alpha1.ControlPlaneAnnouncement;
import io.metalstack.capi.metal.MetalIp;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whether machines of the control plane are allocated with the control-plane address. */
class AnnouncementTest {

    @Test
    void workers_announce_nothing() {
        assertThat(Announcement.candidate(Optional.of(infrastructure("n-1", Machines)), false))
                .isEmpty();
    }

    @Test
    void nothing_is_announced_when_something_else_does_it() {
        assertThat(Announcement.candidate(Optional.of(infrastructure("n-1", None)), true))
                .isEmpty();
    }

    @Test
    void the_endpoints_address_is_the_candidate() {
        assertThat(Announcement.candidate(Optional.of(infrastructure()), true)).contains(VIP);
    }

    @Test
    void an_address_that_the_provider_allocated_is_announced() {
        var ip = vip(true, "internet", vipTags());

        assertThat(announcement(null, ip)).isEqualTo(new Announcement.Of(ip));
    }

    @Test
    void an_address_that_was_given_is_not_announced_unless_told() {
        var given = vip(true, "internet", Set.of());

        assertThat(announcement(null, given)).isEqualTo(new Announcement.None());
        assertThat(announcement(Machines, given)).isEqualTo(new Announcement.Of(given));
    }

    @Test
    void an_address_of_another_cluster_is_not_announced_unless_told() {
        var others = vip(true, "internet", Set.of("metal-stack.infrastructure.cluster.x-k8s.io/cluster-uid=other"));

        assertThat(announcement(null, others)).isEqualTo(new Announcement.None());
    }

    @Test
    void an_endpoint_that_is_no_address_of_the_project_is_not_announced() {
        assertThat(announcement(null)).isEqualTo(new Announcement.None());
        assertThat(announcement(Machines))
                .isInstanceOfSatisfying(
                        Announcement.Impossible.class,
                        it -> assertThat(it.message()).contains(VIP).contains("not allocated in project"));
    }

    @Test
    void an_ephemeral_address_would_go_with_the_first_machine() {
        assertThat(announcement(Machines, vip(false, "internet", Set.of())))
                .isInstanceOfSatisfying(
                        Announcement.Impossible.class,
                        it -> assertThat(it.message()).contains("make it static"));
    }

    @Test
    void an_address_in_the_node_network_would_take_the_machines_own_place() {
        assertThat(announcement(Machines, vip(true, "n-1", Set.of()))).isInstanceOf(Announcement.Impossible.class);
    }

    private static Announcement announcement(ControlPlaneAnnouncement told, MetalIp... found) {
        return Announcement.of(infrastructure("n-1", told), VIP, List.of(found), CLUSTER_UID);
    }
}
