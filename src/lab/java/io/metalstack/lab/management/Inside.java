package io.metalstack.lab.management;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Profile;
import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The first process inside the lab's namespaces: brings everything up, then watches over it until it is killed. */
public final class Inside {
    /** The outcome of a lab that came up. */
    static final String READY = "ready";

    private final LabFiles files;
    private final LabOptions options;
    private final Progress progress;

    private Inside(LabFiles files, LabOptions options, Progress progress) {
        this.files = files;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Runs until it is killed, or until it fails.
     *
     * @param words the checkout, then the words of the lab's command line
     */
    public static void main(String... words) throws IOException {
        var files = LabFiles.of(Path.of(words[0]));
        var options = LabOptions.parse(Arrays.asList(words).subList(1, words.length));
        var out = new PrintStream(Files.newOutputStream(files.progress()), true);
        var inside = new Inside(files, options, new Progress(out, InstantSource.system()));
        try {
            inside.comeUp();
            LabFiles.writePrivately(files.outcome(), READY);
            inside.stay();
        } catch (RuntimeException | Error e) {
            inside.fail(e);
        }
    }

    /** Leaves the reason for the process outside and ends the lab. */
    private void fail(Throwable e) {
        e.printStackTrace();
        var told = e instanceof LabException known ? known : new LabException("the lab failed: " + e);
        LabFiles.writePrivately(files.outcome(), Failure.write(files, told));
        System.exit(1);
    }

    private void comeUp() {
        progress.say("laying the networks");
        Bridge.lay();
        progress.say("making keys and certificates");
        var simulator = simulator();
        var certificates = Certificates.make(files.pki(), List.of("localhost"), ManagementPlane.addresses());
        progress.say("starting etcd, kube-apiserver and kube-controller-manager");
        var plane = new ManagementPlane(files, certificates);
        plane.start();
        progress.say("writing the clusterctl repository");
        writeRepository(certificates);
        plane.kubectl("apply", "--server-side", "-f", "-")
                .reading(CertificateKinds.CRDS)
                .run();
        plane.kubectl(
                        "wait",
                        "--for=condition=Established",
                        "crd/issuers.cert-manager.io",
                        "crd/certificates.cert-manager.io")
                .run();
        var client = client(files);
        var provider = Jvm.provider(files, options.nativeBinary());
        var pods = new PodRunner(client, new PodProcesses(client, files, certificates, provider));
        inBackground("pods", pods::run);
        progress.say("clusterctl init: Cluster API" + (options.provider() ? " and the provider" : ""));
        init();
        inBackground("calls", new CallLog(simulator.ledger(), files.log("metal-api"))::run);
        Internet.start(files);
        var metal = MetalReader.of(Variables.simulatorUrl(), simulator.keys().view());
        var fleet = new Fleet(simulator, metal, files);
        inBackground("machines", fleet::run);
        inBackground("addresses", new Announcer(fleet::machines)::run);
        inBackground("cloud controller", new CloudController(client, metal, Variables.PROJECT)::run);
        progress.say("the management cluster is ready");
    }

    /** metal-api with machines enough for what is asked for and what the scenarios add, and some to spare. */
    private Simulator simulator() {
        var images =
                releases().versions().stream().map(KubernetesReleases::image).toArray(String[]::new);
        int machines =
                Math.max(options.controlPlanes() + options.workers(), 6) + Workload.FIREWALLS + Workload.SPARE_MACHINES;
        var inventory = InventorySpec.miniLab()
                .withImages(images)
                .withFirewallImages(Variables.NEXT_FIREWALL_IMAGE)
                .withMachines(machines);
        return Simulator.builder()
                .profile(Profile.lab())
                .inventory(inventory)
                .bind(Bridge.INTERNET.gateway())
                .port(Variables.SIMULATOR_PORT)
                .basePath("/")
                .start();
    }

    private KubernetesReleases releases() {
        return KubernetesReleases.in(files.tools());
    }

    private void writeRepository(Certificates certificates) {
        var components = new ArrayList<>(List.of(Component.CORE, Component.BOOTSTRAP, Component.CONTROL_PLANE));
        ClusterctlRepository.writeClusterApi(
                files.repository(), files.tools().resolve("components"), certificates.authorityBase64());
        ClusterctlRepository.writeCertManager(files.repository());
        if (options.provider()) {
            ClusterctlRepository.writeProvider(files.repository(), Bundle.find(files, options.bundle()));
            components.add(Component.METALSTACK);
        }
        var variables = Variables.all(releases().newest());
        LabFiles.writePrivately(
                files.clusterctlConfig(), ClusterctlRepository.config(files.repository(), components, variables));
        Shortcuts.write(files, variables);
    }

    private void init() {
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
    }

    /** A client of the management cluster, as its administrator. */
    static KubernetesClient client(LabFiles files) {
        try {
            var config = Config.fromKubeconfig(Files.readString(files.managementKubeconfig()));
            return new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
            throw new LabException("cannot read " + files.managementKubeconfig() + ": " + e.getMessage(), e);
        }
    }

    private void inBackground(String name, Runnable work) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        });
    }

    /** Ends when somebody removed {@code out/}, as no lab-down could find the lab any more. */
    private void stay() {
        Poll.untilTrue(
                "the end of the lab", Duration.ofDays(365), Duration.ofSeconds(2), () -> !Files.exists(files.pid()));
    }
}
