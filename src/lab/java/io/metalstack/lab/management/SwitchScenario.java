package io.metalstack.lab.management;

import static io.metalstack.lab.management.GoObjects.NAMESPACE;
import static io.metalstack.lab.management.GoObjects.PREFIX;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import io.metalstack.lab.management.GoObjects.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster in the Go provider's form is handed over to this provider, back, and over again, by the very commands of
 * {@code docs/switching.md}. Ends well when nothing is allocated or freed on the way and no node is restarted.
 *
 * <p>The Go provider itself does not run: see {@link GoForm}, {@link GoBundle} and {@link GoSight}.
 */
final class SwitchScenario {
    /** How the template makes a cluster whose address no machine holds, as is the Go provider's way. */
    static final String FLAVOR = "kube-vip";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration OFTEN = Duration.ofMillis(200);
    /** Of a cluster that was taken over before, while its firewall would be. */
    private static final String WAITS_FOR_TAKEOVER = "would wait: waiting for the firewall to be made";

    private static final Page.Place COMPLETE = new Page.Place("Before", "ID:");
    private static final Page.Place STOP = new Page.Place("Before", "scale deployment");
    private static final Page.Place TO_OURS = new Page.Place("Dry run", "clusterctl init");
    private static final Page.Place PLAN = new Page.Place("Dry run", "PLAN:");
    private static final Page.Place SWITCH = new Page.Place("Switch", "plan-");
    private static final Page.Place READY = new Page.Place("Switch", "READY:");
    private static final String BACK = "Back to the Go provider";
    private static final Page.Place UNDER_WAY = new Page.Place(BACK, "block-move");
    private static final Page.Place STOP_OURS = new Page.Place(BACK, "scale deployment");
    private static final Page.Place HAND_BACK = new Page.Place(BACK, "managedResourceRef");
    private static final Page.Place TO_THE_OTHER = new Page.Place(BACK, "clusterctl init");

    /** All that {@link #PAGE} has one type. */
    static final List<Page.Place> TYPED =
            List.of(COMPLETE, STOP, TO_OURS, PLAN, SWITCH, READY, UNDER_WAY, STOP_OURS, HAND_BACK, TO_THE_OTHER);

    static final String PAGE = "switching.md";

    private final LabFiles files;
    private final KubernetesClient management;
    private final WorkloadCluster cluster;
    private final Progress progress;
    private final ClusterWatch watch;
    private final Journey journey;
    private final Managers managers;
    private final ProviderObjects told;
    private final GoObjects objects;
    private final GoForm form;
    private final GoSight sight;
    private final Page page;
    private long beforeDeletion;

    /** @param name of the cluster */
    SwitchScenario(
            LabFiles files,
            KubernetesClient management,
            String name,
            WorkloadCluster cluster,
            MetalReader metal,
            Progress progress) {
        this.files = files;
        this.management = management;
        this.cluster = cluster;
        this.progress = progress;
        this.watch = new ClusterWatch(files, cluster, progress);
        this.journey = new Journey(metal, files.log(Component.METALSTACK.program()));
        this.managers = new Managers(management);
        this.told = new ProviderObjects(management);
        this.objects = new GoObjects(management, name);
        this.form = new GoForm(objects, new MetalControl(Variables.simulatorUrl()));
        this.sight = new GoSight(objects, metal);
        this.page = Page.of(files.checkout(), PAGE);
    }

    /**
     * Plays it with the cluster as it came up.
     *
     * @param manifest of the provider's release
     */
    void live(ClusterState.Goal goal, String manifest) {
        journey.requireAllocatedOnce();
        journey.row("made by this provider", journey.since(0), told.reconciled(), "");
        long since = journey.last();
        GoBundle.offer(files, manifest);
        step("rewritten as the Go provider leaves it", () -> "", this::rewrite);
        overTo("taken over", goal, "would take");
        var larger = new ClusterState.Goal(goal.controlPlanes(), goal.workers() + 1, goal.version());
        journey.requireUntouched("up to here", journey.since(since));
        grow(larger);
        since = journey.last();
        step("handed back to the Go provider", () -> "", this::back);
        overTo("taken over again", larger, "");
        journey.requireUntouched("there and back", journey.since(since));
        beforeDeletion = journey.last();
    }

    /** Once the cluster is deleted: prints what was seen. */
    void tell() {
        var calls = journey.since(beforeDeletion);
        journey.require(calls.free() > 0, "a deleted cluster gave nothing back: " + calls);
        journey.row("deleted", calls, told.reconciled(), "");
        progress.say("the cluster on its way\n" + journey.table());
    }

    private void rewrite() {
        managers.stop(Component.METALSTACK);
        type(TO_THE_OTHER);
        Poll.untilTrue("the Go provider's CRDs to be in force", PATIENCE, OFTEN, form::inForce);
        form.rewrite();
        journey.require(
                sight.marksOfOurs().isEmpty(), "still to be known as this provider's by " + sight.marksOfOurs());
        requireGoProviderIsContent();
    }

    /** @param word that each line of the plan has */
    private void overTo(String what, ClusterState.Goal goal, String word) {
        step("looked at in plan mode", () -> "", () -> plan(word));
        step(what, told::reconciled, () -> adopt(goal));
    }

    private void plan(String word) {
        requireMachines();
        type(STOP);
        type(TO_OURS);
        var lines = rows(PLAN, 4, it -> it.getLast().equals("<none>"));
        progress.say("the plan\n"
                + lines.stream().map(it -> "  " + String.join(" ", it)).collect(Collectors.joining("\n")));
        for (var line : lines) {
            var says = line.getLast();
            journey.require(isGood(says, word), line.get(2) + ": " + says);
        }
    }

    /** Each has a machine of metal-stack: nothing is under way. */
    private void requireMachines() {
        var lines = run(page.at(COMPLETE)).lines().skip(1).toList();
        journey.require(
                !lines.isEmpty() && lines.stream().allMatch(it -> it.contains(" metal://")),
                "not every machine is there: " + lines);
    }

    private static boolean isGood(String says, String word) {
        boolean waits = says.startsWith("would wait") && !says.equals(WAITS_FOR_TAKEOVER);
        return says.contains(word) && !waits && !says.contains("would allocate") && !says.contains("would free");
    }

    private void adopt(ClusterState.Goal goal) {
        type(SWITCH, "-n default demo", "-n %s %s".formatted(NAMESPACE, objects.cluster()));
        rows(READY, 3, it -> !it.getLast().equals("True"));
        watch.until(() -> {
            var left = told.unreconciled();
            return left.isEmpty() ? "" : "not reconciled yet: " + left;
        });
        watch.reaches(goal);
        journey.require(!annotations(Kind.CLUSTER, "cluster-uid").contains(""), "the cluster was given no cluster-uid");
        var recorded = Stream.of(Kind.MACHINE, Kind.FIREWALL)
                .flatMap(it -> annotations(it, "allocation-uuid").stream())
                .collect(Collectors.toCollection(TreeSet::new));
        journey.require(
                recorded.equals(journey.allocations()),
                "recorded are %s, held %s".formatted(recorded, journey.allocations()));
    }

    private List<String> annotations(Kind kind, String name) {
        return objects.all(kind).stream()
                .map(it ->
                        Optional.ofNullable(it.getMetadata().getAnnotations()).orElse(Map.of()))
                .map(it -> it.getOrDefault(PREFIX + name, ""))
                .toList();
    }

    /** Shows who is in charge now. */
    private void grow(ClusterState.Goal goal) {
        var boots = cluster.bootIds();
        long since = journey.last();
        progress.say("scaling to %d workers".formatted(goal.workers()));
        cluster.scale(goal.controlPlanes(), goal.workers());
        watch.reaches(goal);
        var calls = journey.since(since);
        journey.require(calls.allocate() == 1 && calls.free() == 0, "a worker more: metal-api saw " + calls);
        journey.require(
                cluster.bootIds().entrySet().containsAll(boots.entrySet()), "a worker more: nodes were restarted");
        journey.row("a worker more", calls, told.reconciled(), "%d, the same, and 1".formatted(boots.size()));
    }

    private void back() {
        var state = run(page.at(UNDER_WAY));
        var lines = state.lines()
                .map(String::strip)
                .filter(it -> !it.startsWith("NS "))
                .toList();
        journey.require(
                !lines.isEmpty() && lines.stream().allMatch(it -> it.endsWith(" False")),
                "something is under way: " + state);
        type(STOP_OURS);
        type(HAND_BACK);
        type(TO_THE_OTHER);
        form.pass();
        requireGoProviderIsContent();
    }

    private void requireGoProviderIsContent() {
        var complaints = sight.complaints();
        journey.require(complaints.isEmpty(), "not as the Go provider wants it: " + complaints);
    }

    /** A step during which nothing may be allocated, freed or restarted. */
    private void step(String what, Supplier<String> reconciled, Runnable deed) {
        var allocations = journey.allocations();
        var boots = cluster.bootIds();
        journey.require(!allocations.isEmpty() && !boots.isEmpty(), "there is nothing that could be lost");
        long since = journey.last();
        deed.run();
        var calls = journey.since(since);
        journey.requireUntouched(what, calls);
        journey.require(
                reconciled.get().isEmpty() || calls.others() > 0, what + ": the manager did not look at metal-api");
        journey.require(journey.allocations().equals(allocations), what + ": other allocations than before");
        journey.require(cluster.bootIds().equals(boots), what + ": nodes were restarted");
        journey.row(what, calls, reconciled.get(), "%d, the same".formatted(boots.size()));
    }

    /** Repeats a command of the page until no line of what it prints is unfinished. @return lines in columns */
    private List<List<String>> rows(Page.Place place, int columns, Predicate<List<String>> unfinished) {
        var last = new Object() {
            List<List<String>> lines = List.of();
        };
        watch.until(() -> {
            last.lines = run(page.at(place))
                    .lines()
                    .filter(it -> !it.startsWith("KIND "))
                    .map(it -> List.of(it.strip().split(" +", columns)))
                    .toList();
            var left = last.lines.stream().filter(unfinished).count();
            return last.lines.isEmpty()
                    ? "no objects yet"
                    : left == 0 ? "" : "%d of %d objects are not done".formatted(left, last.lines.size());
        });
        return last.lines;
    }

    private void type(Page.Place place) {
        type(place, "", "");
    }

    /** @param meant instead of what the page has in its example */
    private void type(Page.Place place, String example, String meant) {
        var commands = page.at(place).replace(example, meant);
        progress.say("typing what the page says below '%s':%n%s"
                .formatted(place.heading(), commands.stripTrailing().indent(2).stripTrailing()));
        // Nobody's call is on its way here that would have to be waited for.
        var unused = run("sleep() { :; }\nset -e\n" + commands);
        ManagementCluster.awaitEndOfTrial(files);
    }

    private String run(String commands) {
        var result = Shortcuts.shell(files, commands).result();
        if (result.code() != 0) {
            throw new LabException("the page's commands failed: %s%n%s".formatted(commands, result.errors()));
        }
        return result.output();
    }
}
