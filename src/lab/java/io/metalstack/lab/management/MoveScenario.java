package io.metalstack.lab.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.lab.Command;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A cluster that runs on while it gets another management cluster: moved there and back, then saved to a directory and
 * restored from it, by the very commands of {@code docs/move.md}. Ends well when nothing is allocated or freed on the way, no
 * node is restarted, and each manager takes up each object.
 */
final class MoveScenario {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final String REFUSAL = "cannot start the move operation";

    private static final Page.Place INIT = new Page.Place("Move", "clusterctl init");
    private static final Page.Place MOVE = new Page.Place("Move", "clusterctl move");
    private static final Page.Place SAVE = new Page.Place("Save and restore", "--to-directory");
    private static final Page.Place OFF = new Page.Place("Save and restore", "scale deployment");
    private static final Page.Place RESTORE = new Page.Place("Save and restore", "--from-directory");
    private static final String LAB = "In the lab";
    private static final Page.Place REMOVE = new Page.Place(LAB, "clusterctl delete");
    private static final Page.Place LOOK = new Page.Place(LAB, "kubectl get");
    private static final Page.Place BACK = new Page.Place(LAB, "clusterctl move");

    /** What of {@link #PAGE} is typed here. */
    static final List<Page.Place> TYPED = List.of(INIT, MOVE, SAVE, OFF, RESTORE, REMOVE, LOOK, BACK);

    static final String PAGE = "move.md";

    private final Side first;
    private final Side second;
    private final Journey journey;
    private final Progress progress;
    private final Page page;
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
        this.journey = new Journey(metal, second.files().log(Component.METALSTACK.program()));
        this.progress = progress;
        this.page = Page.of(first.files().checkout(), PAGE);
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
        Poll.untilTrue(
                "a first machine", PATIENCE, OFTEN, () -> !journey.allocations().isEmpty());
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
        journey.requireAllocatedOnce();
        row("made in the first management cluster", journey.since(0), first, "");
        long since = journey.last();
        makeDesk();
        type(REMOVE);
        type(INIT);
        step("moved to the second", goal, first, second, this::moveWithoutManager);
        type(LOOK);
        require(
                first.objects().names().isEmpty(),
                "the first management cluster holds " + first.objects().names());
        step("moved back to the first", goal, second, first, () -> type(BACK));
        require(
                second.objects().names().isEmpty(),
                "the second management cluster holds " + second.objects().names());
        step("saved to a directory, restored in the second", goal, first, second, this::restore);
        journey.requireUntouched("all of it", journey.since(since));
        beforeDeletion = journey.last();
    }

    /** The cluster where it is in the end. */
    WorkloadCluster where() {
        return second.cluster();
    }

    /** Once the cluster is deleted: prints what was seen. */
    void tell() {
        var calls = journey.since(beforeDeletion);
        require(calls.free() > 0, "a deleted cluster gave nothing back: " + calls);
        row("deleted there", calls, second, "");
        progress.say("the cluster on its way\n" + journey.table());
    }

    /** Shows that a status comes from nobody else: where the provider's manager is off, there is none. */
    private void moveWithoutManager() {
        second.managers().stop(Component.METALSTACK);
        type(MOVE);
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
        type(SAVE);
        type(OFF);
        Stream.of(Component.values()).forEach(first.managers()::stop);
        progress.say("all managers of the first management cluster are switched off, for good");
        type(RESTORE);
    }

    private static Command move(Side from, Side to) {
        return from.clusterctl(
                "move", "--to-kubeconfig", to.files().managementKubeconfig().toString(), "--namespace", "default");
    }

    /** The folder in which the page's commands are typed. */
    private Path desk() {
        return first.files().home().resolve("desk");
    }

    /** With what the page takes for granted. */
    private void makeDesk() {
        var desk = LabFiles.privateDirectory(desk());
        LabFiles.link(desk.resolve("out"), first.files().checkout().resolve("out"));
        LabFiles.copy(second.files().managementKubeconfig(), desk.resolve("target.kubeconfig"));
    }

    private void type(Page.Place place) {
        var commands = page.at(place);
        progress.say("typing what the page says below '%s':%n%s"
                .formatted(place.heading(), commands.stripTrailing().indent(2).stripTrailing()));
        Shortcuts.shell(first.files(), "set -e\n" + commands).in(desk()).run();
    }

    private void step(String what, ClusterState.Goal goal, Side from, Side to, Runnable deed) {
        var allocations = journey.allocations();
        var boots = from.cluster().bootIds();
        var names = from.objects().names();
        require(!allocations.isEmpty() && !boots.isEmpty(), "there is nothing that a move could lose");
        long since = journey.last();
        deed.run();
        var watch = new ClusterWatch(first.files(), to.cluster(), progress);
        watch.until(() -> {
            var left = to.objects().unreconciled();
            return left.isEmpty() ? "" : "not reconciled yet: " + left;
        });
        watch.reaches(goal);
        var calls = journey.since(since);
        journey.requireUntouched(what, calls);
        require(calls.others() > 0, what + ": the manager did not look at metal-api");
        require(journey.allocations().equals(allocations), what + ": other allocations than before");
        require(to.cluster().bootIds().equals(boots), what + ": nodes were restarted");
        require(to.objects().names().equals(names), what + ": other objects than before");
        row(what, calls, to, "%d, the same".formatted(boots.size()));
    }

    private void row(String what, MetalControl.Calls calls, Side side, String boots) {
        journey.row(what, calls, side.objects().reconciled(), boots);
    }

    private void require(boolean well, String complaint) {
        journey.require(well, complaint);
    }
}
