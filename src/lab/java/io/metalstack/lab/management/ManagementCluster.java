package io.metalstack.lab.management;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A management cluster of the lab as it comes up: its plane, what clusterctl installs into it, and its Pods. */
final class ManagementCluster {
    private final LabFiles files;
    private final Site site;
    private final LabOptions options;
    private final Certificates certificates;

    /** Makes its keys. */
    ManagementCluster(LabFiles files, Site site, LabOptions options) {
        this.files = files;
        this.site = site;
        this.options = options;
        this.certificates = Certificates.make(files.pki(), List.of("localhost"), site.servingAddresses());
    }

    /** Starts its API server, with all that clusterctl has to find. */
    void start() {
        var plane = new ManagementPlane(files, site, certificates);
        plane.start();
        writeRepository();
        plane.kubectl("apply", "--server-side", "-f", "-")
                .reading(CertificateKinds.CRDS)
                .run();
        plane.kubectl(
                        "wait",
                        "--for=condition=Established",
                        "crd/issuers.cert-manager.io",
                        "crd/certificates.cert-manager.io")
                .run();
    }

    private void writeRepository() {
        var components = new ArrayList<>(List.of(Component.CORE, Component.BOOTSTRAP, Component.CONTROL_PLANE));
        ClusterctlRepository.writeClusterApi(
                files.repository(), files.tools().resolve("components"), site, certificates.authorityBase64());
        ClusterctlRepository.writeCertManager(files.repository());
        if (options.provider()) {
            ClusterctlRepository.writeProvider(files.repository(), Bundle.find(files, options.bundle()));
            components.add(Component.METALSTACK);
        }
        LabFiles.writePrivately(
                files.clusterctlConfig(), ClusterctlRepository.config(files.repository(), components, variables()));
    }

    /** What clusterctl fills into components and templates. */
    Map<String, String> variables() {
        return Variables.all(KubernetesReleases.in(files.tools()).newest());
    }

    /** Its scheduler and kubelet. @param provider see {@link PodProcesses} */
    PodRunner pods(KubernetesClient client, Function<Path, Command> provider) {
        return new PodRunner(client, new PodProcesses(client, files, site, certificates, provider));
    }

    /** Has clusterctl install Cluster API and the provider, and waits until their Deployments are Available. */
    void init() {
        var clusterctl =
                Shortcuts.inside(files, "clusterctl").and("init", "--wait-providers", "--wait-provider-timeout", "120");
        if (options.provider()) {
            clusterctl = clusterctl.and("--infrastructure", Component.METALSTACK.provider());
        }
        var result = clusterctl.result();
        LabFiles.writePrivately(files.log("clusterctl"), result.output() + result.errors());
        if (result.code() != 0) {
            throw new LabException("clusterctl init failed", files.log("clusterctl"));
        }
        awaitEndOfTrial(files);
    }

    /**
     * After {@code clusterctl init}, which tries cert-manager out in a namespace that it deletes without waiting: one more
     * init that meets the namespace while it goes never ends.
     */
    static void awaitEndOfTrial(LabFiles files) {
        Shortcuts.inside(files, "kubectl")
                .and("wait", "--for=delete", "namespace/cert-manager-test", "--timeout=120s")
                .run();
    }

    /** A client of a management cluster, as its administrator. */
    static KubernetesClient client(LabFiles files) {
        try {
            var config = Config.fromKubeconfig(Files.readString(files.managementKubeconfig()));
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
            throw new LabException("cannot read " + files.managementKubeconfig() + ": " + e.getMessage(), e);
        }
    }
}
