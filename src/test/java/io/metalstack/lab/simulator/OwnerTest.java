package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose something is, by its tags. */
class OwnerTest {
    private static Owner owner(String... tags) {
        return Owner.of(Stream.of(tags)
                .map(it -> it.replace("…/", "metal-stack.infrastructure.cluster.x-k8s.io/"))
                .toList());
    }

    @Test
    void a_control_plane_machine_names_its_cluster_and_itself() {
        assertThat(owner(
                        "cluster.metal-stack.io/id=default.demo",
                        "…/cluster-resource=default.demo",
                        "…/cluster-uid=u-1",
                        "…/machine-resource=default.demo-cp.1",
                        "…/purpose=control-plane"))
                .isEqualTo(new Owner("default/demo", "u-1", "demo-cp.1", true));
    }

    @Test
    void what_the_go_provider_tagged_has_no_uid() {
        assertThat(owner("…/cluster-resource=team-a.shop", "…/firewall-deployment-resource=team-a.shop-firewall"))
                .isEqualTo(new Owner("team-a/shop", "", "shop-firewall", false));
    }

    @Test
    void a_firewall_is_named_before_its_deployment() {
        assertThat(owner("…/cluster-resource=a.b", "…/firewall-deployment-resource=a.fw", "…/firewall-resource=a.fw-1")
                        .object())
                .isEqualTo("fw-1");
    }

    @Test
    void the_id_of_the_cloud_controller_counts_where_nothing_else_names_a_cluster() {
        assertThat(owner("cluster.metal-stack.io/id=a.b")).isEqualTo(new Owner("a/b", "", "", false));
    }

    @Test
    void an_address_of_a_service_names_the_service() {
        assertThat(owner("cluster.metal-stack.io/id/namespace/service=a.b/web/shop"))
                .isEqualTo(new Owner("a/b", "", "shop", false));
    }

    @Test
    void other_tags_name_nobody() {
        assertThat(owner("a", "b=c", "machine.metal-stack.io/id=1", "…/cluster-resources=x.y"))
                .isEqualTo(Owner.NOBODY);
        assertThat(Owner.of(List.of())).isEqualTo(Owner.NOBODY);
    }
}
