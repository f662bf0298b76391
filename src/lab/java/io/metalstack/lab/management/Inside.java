package io.metalstack.lab.management;

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
import java.util.Arrays;

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
        Doorway.openInside(files);
        var first = new ManagementCluster(files, Site.FIRST, options);
        Shortcuts.write(files, first.variables());
        var metal = MetalReader.of(Variables.simulatorUrl(), simulator.keys().view());
        comeUp(first, files, metal, "");
        inBackground("calls", new CallLog(simulator.ledger(), files.log("metal-api"))::run);
        Internet.start(files);
        var fleet = new Fleet(simulator, metal, files);
        inBackground("machines", fleet::run);
        inBackground("addresses", new Announcer(fleet::machines)::run);
        if (options.second()) {
            comeUpOnceMore(metal);
        }
        progress.say("the management cluster is ready");
    }

    /** Another management cluster, with everything of its own but metal-api. */
    private void comeUpOnceMore(MetalReader metal) {
        var place = files.second();
        place.begin();
        try {
            LabFiles.link(place.tools(), files.tools().toRealPath());
        } catch (IOException e) {
            throw new LabException("cannot find the lab's tools: " + e.getMessage(), e);
        }
        comeUp(new ManagementCluster(place, Site.SECOND, options), place, metal, ", for the second management cluster");
    }

    private void comeUp(ManagementCluster cluster, LabFiles place, MetalReader metal, String which) {
        progress.say("starting etcd, kube-apiserver and kube-controller-manager" + which);
        cluster.start();
        var client = ManagementCluster.client(place);
        inBackground("pods", cluster.pods(client, ProviderProgram.starts(files, options))::run);
        progress.say("clusterctl init: Cluster API" + (options.provider() ? " and the provider" : "") + which);
        cluster.init();
        inBackground("cloud controller", new CloudController(client, metal, Variables.PROJECT)::run);
    }

    /** metal-api with machines enough for what is asked for and what the scenarios add, and some to spare. */
    private Simulator simulator() {
        var images = KubernetesReleases.in(files.tools()).versions().stream()
                .map(KubernetesReleases::image)
                .toArray(String[]::new);
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
