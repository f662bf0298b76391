package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metalstack.lab.management.Page.Place;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/credentials.md}, typed as it stands beside a running cluster, and a new one that waits for it. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class CredentialsPageTest {
    static final List<String> PAGES = List.of("credentials.md");

    private static final String SECRET = "metal-stack-muc";
    private static final String WAITING = "waiting";
    private static final Place REFERENCE = new Place("", "credentialsRef:");

    /** What comes up without a machine. */
    private static final Set<String> WITHOUT_MACHINES = Set.of("Cluster", "MetalStackCluster");

    @AfterEach
    void delete() {
        RunningLab.kubectl("delete", "clusters.cluster.x-k8s.io", WAITING, "--ignore-not-found");
        RunningLab.kubectl(
                "patch",
                "metalstackclusters",
                RunningLab.CLUSTER,
                "--type=merge",
                "--patch={\"spec\":{\"credentialsRef\":null}}");
        RunningLab.kubectl("delete", "secret", SECRET, "--ignore-not-found");
    }

    @Test
    void clusters_use_the_secret_that_they_name_as_soon_as_it_is_there_and_nothing_else_changes() {
        var page = Reader.page(PAGES.getFirst());
        var boots = RunningLab.settled();
        var allocations = RunningLab.allocations();
        make(page.at(REFERENCE));
        RunningLab.awaits("its Secret to be missed", () -> state().equals("CredentialsUnusable"));

        var read = Reader.ofLabWithProvider().types(page);

        assertThat(read)
                .contains("secret/" + SECRET + " created", "secret/" + SECRET + " labeled")
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo patched");
        RunningLab.awaits("the new cluster to be ready", () -> state().equals("Ready"));
        assertThat(RunningLab.settled()).isEqualTo(boots);
        assertThat(RunningLab.allocations()).isEqualTo(allocations);
    }

    /** @param reference what the page has one write into the MetalStackCluster */
    private static void make(String reference) {
        var added =
                (ObjectNode) ComponentManifests.documents(reference).getFirst().path("spec");
        var manifest = new StringBuilder();
        for (var object : ComponentManifests.documents(RunningLab.clusterctl(
                "generate", "cluster", WAITING, "--flavor=firewall-less", "--infrastructure=metalstack"))) {
            if (object.path("kind").asText().equals("MetalStackCluster")) {
                object.withObject("/spec").setAll(added);
            }
            if (WITHOUT_MACHINES.contains(object.path("kind").asText())) {
                manifest.append(object).append("\n---\n");
            }
        }
        RunningLab.inside("kubectl")
                .and("apply", "--filename=-")
                .reading(manifest.toString())
                .run();
    }

    private static String state() {
        return RunningLab.kubectl(
                "get",
                "metalstackclusters",
                WAITING,
                "--output=jsonpath={.status.conditions[?(@.type=='Ready')].reason}");
    }
}
