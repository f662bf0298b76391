package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pages that begin without the provider, typed as they stand. */
@Tag("end-to-end")
@ExtendWith(FreshLab.class)
class InstallingPagesTest {
    private static final String QUICK_START = "quickstart.md";
    private static final String CLUSTERS = "clusters.md";
    private static final String INSTALL = "install.md";

    /** Of which each command that needs no hardware is typed. */
    static final List<String> PAGES = List.of(QUICK_START, CLUSTERS, INSTALL);

    private static final String INSTALLING =
            "Installing provider=\"infrastructure-metalstack\" version=\"v0.1.0\" targetNamespace=\"capms-system\"";
    private static final Place OVERLAY = new Place("Kustomize", "secretGenerator");

    /** What comes up without a machine. */
    private static final Set<String> WITHOUT_MACHINES = Set.of("Cluster", "MetalStackCluster");

    @Test
    void the_quick_start_leads_from_nothing_to_a_cluster_and_back() {
        var read = new Reader("").types(Reader.page(QUICK_START));

        assertThat(read)
                .contains(INSTALLING)
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo condition met")
                .contains("kubeadmcontrolplane.controlplane.cluster.x-k8s.io/demo-control-plane condition met")
                .contains("cluster.cluster.x-k8s.io/demo condition met")
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo unchanged")
                .contains("machinedeployment.cluster.x-k8s.io/demo-md-0 condition met")
                .containsPattern("cluster.cluster.x-k8s.io \"demo\" deleted");
        assertThat(RunningLab.allocations()).isEmpty();
    }

    @Test
    void clusters_are_made_by_the_five_steps_and_by_the_class_and_go_again() {
        var reader = Reader.ofLabWithoutProvider();

        var read = reader.types(Reader.page(CLUSTERS));

        assertThat(read).contains(INSTALLING);
        assertThat(read)
                .contains("cluster.cluster.x-k8s.io/demo condition met", "cluster.cluster.x-k8s.io \"demo\" deleted")
                .contains("clusterclass.cluster.x-k8s.io/metalstack created")
                .contains(
                        "cluster.cluster.x-k8s.io/demo-2 condition met", "cluster.cluster.x-k8s.io \"demo-2\" deleted");
        assertThat(RunningLab.allocations()).isEmpty();
        // The class and its templates, which the page leaves for the next cluster.
        reader.types("kubectl delete --ignore-not-found --filename=demo-2.yaml");
    }

    @Test
    void the_provider_is_installed_without_clusterctl_and_reaches_metal_api() {
        LabFiles.copy(Path.of("target/install"), Reader.desk());
        var page = Reader.page(INSTALL);
        LabFiles.writePrivately(Reader.desk().resolve("overlay/kustomization.yaml"), page.at(OVERLAY));
        var reader = Reader.ofLabWithoutProvider();

        var read = reader.types(page);

        assertThat(read).contains("deployment \"capms-controller-manager\" successfully rolled out");
        reader.types("clusterctl generate cluster fresh --infrastructure metalstack:v0.1.0 --flavor firewall-less"
                + " --kubernetes-version v1.36.3 > fresh.yaml");
        RunningLab.inside("kubectl")
                .and("apply", "--filename=-")
                .reading(ComponentManifests.documents(
                                RunningLab.read(Reader.desk().resolve("fresh.yaml")))
                        .stream()
                        .filter(it -> WITHOUT_MACHINES.contains(it.path("kind").asText()))
                        .map(Object::toString)
                        .collect(Collectors.joining("\n---\n")))
                .run();
        RunningLab.kubectl("wait", "metalstackcluster/fresh", "--for=condition=Ready", "--timeout=2m");
    }
}
