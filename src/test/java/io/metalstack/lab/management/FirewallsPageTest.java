package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Place;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/firewalls.md}, typed as it stands beside a running cluster with a firewall. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class FirewallsPageTest {
    static final List<String> PAGES = List.of("firewalls.md");

    private static final Place OBJECTS = new Place("", "kind: MetalStackFirewallTemplate");
    private static final Place UPDATES = new Place("Change", "maintenanceWindow:");
    private static final String UNTIL = "metal-stack.infrastructure.cluster.x-k8s.io/maintenance-until";

    @AfterEach
    void close() {
        RunningLab.kubectl("annotate", "msfwdeploy", RunningLab.CLUSTER, UNTIL + "-");
    }

    @Test
    void the_window_is_opened_by_hand_and_the_firewall_stays() {
        var allocations = RunningLab.allocations();

        var read = Reader.ofLabWithProvider().types(Reader.page(PAGES.getFirst()));

        assertThat(read).contains("metalstackfirewalldeployment.infrastructure.cluster.x-k8s.io/demo annotated");
        assertThat(RunningLab.kubectl("get", "msfwdeploy", RunningLab.CLUSTER, "--output=yaml"))
                .contains(UNTIL + ": \"2");
        var unused = RunningLab.settled();
        assertThat(RunningLab.allocations()).isEqualTo(allocations);
    }

    @Test
    void the_api_server_takes_the_objects_that_are_shown() {
        var page = Reader.page(PAGES.getFirst());
        var shown = ComponentManifests.documents(page.at(OBJECTS));

        assertThat(shown).hasSize(3);
        for (var object : shown) {
            patch(
                    object.path("kind").asText(),
                    object.at("/metadata/name").asText(),
                    object.path("spec").toString());
        }
        patch(
                "MetalStackFirewallDeployment",
                RunningLab.CLUSTER,
                ComponentManifests.documents(page.at(UPDATES))
                        .getFirst()
                        .path("spec")
                        .toString());
    }

    /** Into the cluster's own of that name, without keeping it. */
    private static void patch(String kind, String name, String spec) {
        RunningLab.kubectl(
                "patch", kind, name, "--type=merge", "--dry-run=server", "--patch={\"spec\":%s}".formatted(spec));
    }
}
