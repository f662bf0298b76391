package io.metalstack.lab.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A cluster that runs on while it gets another management cluster: moved there and back, then saved to a directory and
 * restored from it. Ends well when nothing is allocated or freed on the way, no node is restarted, and each manager takes up
 * each object.
 */
final class MoveScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final String REFUSAL = "cannot start the move operation";
    private static final String TABLE = "%-50s %5s %9s %5s %6s  %-11s %s";

    private final Side first;
    private final Side second;
    private final MetalReader metal;
    private final MetalControl control = new MetalControl(Variables.simulatorUrl());
    private final Progress progress;
    private final List<String> rows = new ArrayList<>();
    private long beforeDeletion;

    /** A management cluster, and what of the workload cluster is seen through it. */
    private record Side(LabFiles files, ProviderObjects objects, Managers managers, WorkloadCluster cluster) {
        static Side of(LabFiles files, KubernetesClient management, String name) {
            return new Side(
                    files,
                    new ProviderObjects(management),
                    new Managers(management),
                    new WorkloadCluster(files, management, name));
        }

        Command clusterctl(String... words) {
            return Shortcuts.inside(files, "clusterctl").and(words);
        }
    }

    private MoveScenario(Side first, Side second, MetalReader metal, Progress progress) {
        this.first = first;
        this.second = second;
        this.metal = metal;
        this.progress = progress;
        rows.add(TABLE.formatted("", "held", "allocate", "free", "asked", "reconciled", "boot ids"));
    }

    /**
     * @param files of the lab
     * @param here the first management cluster
     * @param there the second one
     * @param name of the workload cluster
     */
    static MoveScenario between(
            LabFiles files,
            KubernetesClient here,
            KubernetesClient there,
            String name,
            MetalReader metal,
            Progress progress) {
        return new MoveScenario(Side.of(files, here, name), Side.of(files.second(), there, name), metal, progress);
    }

    /** Makes the cluster, and asks for a move as soon as it has a machine: too early. */
    void refuseHalfway(ClusterState.Goal goal) {
        first.cluster().apply(goal);
        Poll.untilTrue("a first machine", PATIENCE, OFTEN, () -> !allocations().isEmpty());
        var before = first.objects().names();
        var said = move(first, second).result();
        require(said.code() != 0 && said.errors().contains(REFUSAL), "a half made cluster was moved: " + said.errors());
        progress.say("clusterctl move, while the cluster is half made: "
                + said.errors()
                        .strip()
                        .lines()
                        .filter(it -> it.contains(REFUSAL))
                        .findFirst()
                        .orElse(""));
        require(
                first.objects().names().containsAll(before)
                        && second.objects().names().isEmpty(),
                "a refused move changed something");
    }

    /** Plays it with the cluster as it came up. */
    void live(ClusterState.Goal goal) {
        var made = control.machinesMovedSince(0);
        require(made.size() == allocations().size(), "metal-api saw %s for %s".formatted(made, allocations()));
        row("made in the first management cluster", control.callsSince(0), first, "");
        long since = last();
        step("moved to the second", goal, first, second, this::moveWithoutManager);
        require(
                first.objects().names().isEmpty(),
                "the first management cluster holds " + first.objects().names());
        step("moved back to the first", goal, second, first, () -> run(move(second, first)));
        require(
                second.objects().names().isEmpty(),
                "the second management cluster holds " + second.objects().names());
        step("saved to a directory, restored in the second", goal, first, second, this::restore);
        requireUntouched("all of it", control.callsSince(since));
        beforeDeletion = last();
    }

    /** The cluster where it is in the end. */
    WorkloadCluster where() {
        return second.cluster();
    }

    /** Once the cluster is deleted: prints what was seen. */
    void tell() {
        var calls = control.callsSince(beforeDeletion);
        require(calls.free() > 0, "a deleted cluster gave nothing back: " + calls);
        row("deleted there", calls, second, "");
        progress.say("the cluster on its way\n" + String.join("\n", rows));
    }

    /** Shows that a status comes from nobody else: where the provider's manager is off, there is none. */
    private void moveWithoutManager() {
        second.managers().stop(Component.METALSTACK);
        run(move(first, second));
        var arrived = second.objects().told();
        require(!arrived.isEmpty(), "nothing of the provider arrived");
        require(
                second.objects().withStatus().isEmpty(),
                "a status was moved: " + second.objects().withStatus());
        progress.say("%d objects of the provider arrived without a status; its manager there is switched on now"
                .formatted(arrived.size()));
        second.managers().start(Component.METALSTACK);
    }

    /** As after the loss of a management cluster: none of its managers runs when the copies are made. */
    private void restore() {
        var directory = LabFiles.privateDirectory(first.files().home().resolve("moved"));
        try {
            run(first.clusterctl("move", "--to-directory", directory.toString(), "--namespace", "default"));
            Stream.of(Component.values()).forEach(first.managers()::stop);
            progress.say("all managers of the first management cluster are switched off, for good");
            run(second.clusterctl("move", "--from-directory", directory.toString()));
        } finally {
            LabFiles.delete(directory);
        }
    }

    private static Command move(Side from, Side to) {
        return from.clusterctl(
                "move", "--to-kubeconfig", to.files().managementKubeconfig().toString(), "--namespace", "default");
    }

    private void run(Command clusterctl) {
        var arguments = String.join(
                " ", clusterctl.words().subList(1, clusterctl.words().size()));
        progress.say("clusterctl " + arguments.replace(first.files().checkout() + "/", ""));
        clusterctl.run();
    }

    private void step(String what, ClusterState.Goal goal, Side from, Side to, Runnable deed) {
        var allocations = allocations();
        var boots = from.cluster().bootIds();
        var names = from.objects().names();
        require(!allocations.isEmpty() && !boots.isEmpty(), "there is nothing that a move could lose");
        long since = last();
        deed.run();
        var watch = new ClusterWatch(first.files(), to.cluster(), progress);
        watch.until(() -> {
            var left = to.objects().unreconciled();
            return left.isEmpty() ? "" : "not reconciled yet: " + left;
        });
        watch.reaches(goal);
        var calls = control.callsSince(since);
        requireUntouched(what, calls);
        require(calls.others() > 0, what + ": the manager did not look at metal-api");
        require(allocations().equals(allocations), what + ": other allocations than before");
        require(to.cluster().bootIds().equals(boots), what + ": nodes were restarted");
        require(to.objects().names().equals(names), what + ": other objects than before");
        row(what, calls, to, "%d, the same".formatted(boots.size()));
    }

    private void requireUntouched(String what, MetalControl.Calls calls) {
        require(calls.allocate() == 0 && calls.free() == 0, "%s: metal-api saw %s".formatted(what, calls));
    }

    private void row(String what, MetalControl.Calls calls, Side side, String boots) {
        int all = side.objects().told().size();
        rows.add(TABLE.formatted(
                        what,
                        metal.heldBy(Variables.PROJECT).size(),
                        calls.allocate(),
                        calls.free(),
                        calls.others(),
                        "%d of %d".formatted(all - side.objects().unreconciled().size(), all),
                        boots)
                .stripTrailing());
    }

    private long last() {
        return control.callsSince(0).last();
    }

    /** Of machines and firewalls: another one on the same hardware is another allocation. */
    private TreeSet<String> allocations() {
        var uuids = new TreeSet<String>();
        metal.machines(Map.of("allocation_project", Variables.PROJECT))
                .forEach(it -> uuids.add(it.at("/allocation/allocationuuid").asText()));
        return uuids;
    }

    private void require(boolean well, String complaint) {
        if (!well) {
            throw new LabException(complaint, second.files().log(Component.METALSTACK.program()));
        }
    }
}
