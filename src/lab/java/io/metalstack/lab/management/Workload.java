package io.metalstack.lab.management;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Progress;
import io.metalstack.lab.simulator.Keys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;

/** Runs inside the lab's namespaces beside the lab: makes the workload cluster, or plays a scenario with it. */
public final class Workload {
    private static final int LAST_LINES = 15;

    /** More than a cluster needs, so that machines can be replaced and something can go wrong. */
    static final int SPARE_MACHINES = 3;

    /** A cluster has one. */
    static final int FIREWALLS = 1;

    private final LabFiles files;
    private final LabOptions options;
    private final WorkloadCluster cluster;
    private final MetalReader metal;
    private final Progress progress;
    private final ClusterWatch watch;
    private final KubernetesReleases releases;

    private Workload(
            LabFiles files, LabOptions options, WorkloadCluster cluster, MetalReader metal, Progress progress) {
        this.files = files;
        this.options = options;
        this.cluster = cluster;
        this.metal = metal;
        this.progress = progress;
        this.watch = new ClusterWatch(files, cluster, progress);
        this.releases = KubernetesReleases.in(files.tools());
    }

    /**
     * Exits with 0, or with 1 after one sentence that says what went wrong.
     *
     * @param words the checkout, then the words of the lab's command line
     */
    public static void main(String... words) {
        var files = LabFiles.of(Path.of(words[0]));
        try (var management = ManagementCluster.client(files)) {
            var options = LabOptions.parse(Arrays.asList(words).subList(1, words.length));
            new Workload(
                            files,
                            options,
                            new WorkloadCluster(files, management, options.cluster()),
                            MetalReader.of(
                                    Variables.simulatorUrl(), Keys.miniLab().view()),
                            new Progress(System.out, InstantSource.system()))
                    .play();
            // Threads of the HTTP client would keep this process.
            System.exit(0);
        } catch (LabException e) {
            Failure.print(System.out, files, e, LAST_LINES);
            System.exit(1);
        } catch (KubernetesClientException e) {
            Failure.print(
                    System.out,
                    files,
                    new LabException("the API server refused: " + e.getMessage(), files.log("kube-apiserver")),
                    LAST_LINES);
            System.exit(1);
        }
    }

    private void play() {
        var newest = new ClusterState.Goal(options.controlPlanes(), options.workers(), releases.newest());
        if (options.action() == LabOptions.Action.UP) {
            create(newest);
            return;
        }
        requireEmptyProject();
        switch (options.scenario()) {
            case SMALLEST -> {
                create(newest);
                delete(cluster::delete);
            }
            case LIFE -> {
                live();
                delete(cluster::delete);
            }
            case FAULTS -> {
                requireMachines(metal.machines(Map.of()).size(), newest);
                var faults = new FaultScenario(files, cluster, watch, metal, progress);
                faults.suffer(newest);
                delete(faults::deleteEverythingAtOnce);
            }
            case FIREWALL -> {
                create(newest);
                new FirewallScenario(files, cluster, watch, metal, progress).live();
                delete(cluster::deleteManifest);
            }
            case MOVE -> move(newest);
            case SWITCH -> switchOver(newest);
        }
    }

    private void switchOver(ClusterState.Goal goal) {
        create(goal, "--flavor", SwitchScenario.FLAVOR);
        try (var management = ManagementCluster.client(files)) {
            var scenario = new SwitchScenario(files, management, options.cluster(), cluster, metal, progress);
            scenario.live(goal, Bundle.find(files, options.bundle()).manifest());
            delete(cluster::delete);
            scenario.tell();
        }
    }

    private void move(ClusterState.Goal goal) {
        var place = files.second();
        if (!Files.exists(place.managementKubeconfig())) {
            throw new LabException(
                    "the running lab has one management cluster: make lab-down first, or make lab MANAGEMENT_CLUSTERS=2");
        }
        try (var management = ManagementCluster.client(files);
                var other = ManagementCluster.client(place)) {
            var scenario = MoveScenario.between(files, management, other, options.cluster(), metal, progress);
            scenario.refuseHalfway(goal);
            create(goal);
            scenario.live(goal);
            delete(scenario.where(), scenario.where()::delete);
            scenario.tell();
        }
    }

    private void requireEmptyProject() {
        var held = metal.heldBy(Variables.PROJECT);
        if (!held.isEmpty()) {
            throw new LabException(
                    "the demo needs an empty project, but it holds %s: make lab-down first".formatted(held));
        }
    }

    /** A running lab keeps the machines it was started with. */
    static void requireMachines(int there, ClusterState.Goal goal) {
        int wanted = goal.controlPlanes() + goal.workers() + FIREWALLS;
        if (there < wanted + SPARE_MACHINES) {
            throw new LabException(
                    "the running lab has %d machines, and %d, the firewall included, with %d to spare are asked for: make lab-down, then make lab CONTROL_PLANES=%d WORKERS=%d"
                            .formatted(there, wanted, SPARE_MACHINES, goal.controlPlanes(), goal.workers()));
        }
    }

    private void create(ClusterState.Goal goal, String... words) {
        requireMachines(metal.machines(Map.of()).size(), goal);
        progress.say("cluster %s with Kubernetes v%s; control planes: %d, workers: %d"
                .formatted(options.cluster(), goal.version(), goal.controlPlanes(), goal.workers()));
        if (cluster.exists()) {
            // Its manifests say nothing of what the provider has filled in since, so they cannot be applied again.
            cluster.scale(goal.controlPlanes(), goal.workers());
        } else {
            cluster.apply(goal, words);
        }
        watch.reaches(goal);
        cluster.saveKubeconfig();
    }

    private void live() {
        int controlPlanes = options.controlPlanes();
        int workers = options.workers();
        create(new ClusterState.Goal(controlPlanes, workers, releases.older()));
        scale(controlPlanes + 2, workers + 1);
        scale(controlPlanes, workers);
        progress.say("rolling all machines to Kubernetes v" + releases.newest());
        cluster.upgradeControlPlane(releases.newest());
        cluster.upgradeWorkers(releases.newest());
        watch.reaches(new ClusterState.Goal(controlPlanes, workers, releases.newest()));
    }

    private void scale(int controlPlanes, int workers) {
        progress.say("scaling; control planes: %d, workers: %d".formatted(controlPlanes, workers));
        cluster.scale(controlPlanes, workers);
        watch.reaches(new ClusterState.Goal(controlPlanes, workers, releases.older()));
    }

    /** Deletes the cluster, after which the project must hold nothing. */
    private void delete(Runnable deletion) {
        delete(cluster, deletion);
    }

    private void delete(WorkloadCluster cluster, Runnable deletion) {
        var held = metal.heldBy(Variables.PROJECT);
        progress.say("deleting the cluster, whose project holds %d things: %s".formatted(held.size(), held));
        deletion.run();
        watch.until(() -> {
            var state = cluster.state();
            boolean gone = state.cluster().isEmpty();
            return gone ? "" : state.machines().size() + " machines are left";
        });
        watch.until(() -> {
            var left = metal.heldBy(Variables.PROJECT);
            return left.isEmpty() ? "" : "the project still holds " + left;
        });
        if (held.isEmpty()) {
            throw new LabException("the project held nothing while the cluster was up");
        }
        progress.say("project empty (%d allocated before)".formatted(held.size()));
    }
}
