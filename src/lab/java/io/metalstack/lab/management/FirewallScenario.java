package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * A cluster's only way out, measured from one of its nodes: while its firewall stands, is replaced, is lost, and is not
 * there. Ends well when each change takes exactly one firewall and gives one back, and only what has to be is lost on the
 * way.
 */
final class FirewallScenario {
    private static final Duration MEASURING = Duration.ofSeconds(5);

    /** So long after an allocation its absence may be an answer that is late: the provider concludes nothing from it. */
    private static final Duration SETTLED = Duration.ofMinutes(3);

    /** Longer than a busy computer hides an answer, shorter than any firewall takes to boot. */
    private static final double ANSWERS_PAUSE_SECONDS = 2;

    private static final String TABLE = "%-42s %6s %6s %12s  %s";

    private final LabFiles files;
    private final WorkloadCluster cluster;
    private final ClusterWatch watch;
    private final MetalReader metal;
    private final MetalControl control = new MetalControl(Variables.simulatorUrl());
    private final Progress progress;
    private final List<String> rows = new ArrayList<>();

    FirewallScenario(
            LabFiles files, WorkloadCluster cluster, ClusterWatch watch, MetalReader metal, Progress progress) {
        this.files = files;
        this.cluster = cluster;
        this.watch = watch;
        this.metal = metal;
        this.progress = progress;
    }

    /** Plays it with a cluster that is up. */
    void live() {
        progress.say("the whole in one look\n" + cluster.look());
        rows.add(TABLE.formatted("from a node, to " + Internet.ADDRESS, "asked", "lost", "longest gap", "answered as"));
        goWithout();
        stand();
        changeImage();
        lose();
        progress.say("the whole in one look\n" + cluster.look());
        progress.say("what nodes had of the internet\n" + String.join("\n", rows));
    }

    private void stand() {
        var counts = measured("a firewall stands", () -> Poll.pause(MEASURING));
        require(counts.longestLossSeconds() < ANSWERS_PAUSE_SECONDS, "a firewall stands, and nodes lose " + counts);
    }

    private void changeImage() {
        var before = firewall();
        int since = control.revision();
        progress.say("the template gets image " + Variables.NEXT_FIREWALL_IMAGE);
        var counts = measured("its template gets another image", () -> {
            cluster.changeFirewallImage(Variables.NEXT_FIREWALL_IMAGE);
            replaced(before);
            Poll.pause(MEASURING);
        });
        var after = firewall();
        require(
                after.at("/allocation/image/id").asText().equals(Variables.NEXT_FIREWALL_IMAGE),
                "the new firewall has image " + after.at("/allocation/image/id"));
        requireMoves(since, List.of("MACHINE_ALLOCATED " + uuid(after), "MACHINE_FREED " + uuid(before)));
        require(
                counts.longestLossSeconds() < ANSWERS_PAUSE_SECONDS,
                "replacing the firewall cut the nodes off: " + counts);
    }

    /** Shows that the probe can tell: a paused cluster gets no other firewall. */
    private void goWithout() {
        var before = firewall();
        progress.say("the cluster is paused, then somebody else frees its firewall in metal-api");
        cluster.pause(true);
        watch.until(() -> cluster.firewallIs("Paused") ? "" : "the firewall is not paused yet");
        control.takeAway(before.path("id").asText());
        watch.until(() -> hasPower(before) ? "the firewall still has power" : "");
        var counts = measured("there is none, as the cluster is paused", () -> Poll.pause(MEASURING));
        require(firewalls().isEmpty(), "a paused cluster got another firewall: " + names(firewalls()));
        require(counts.lost() == counts.sent(), "without a firewall not all is lost: " + counts);
        progress.say("the cluster is not paused any more");
        cluster.pause(false);
        replaced(before);
    }

    private void lose() {
        var before = firewall();
        growOld(before);
        int since = control.revision();
        progress.say("somebody else frees the firewall in metal-api");
        var counts = measured("somebody else frees it in metal-api", () -> {
            control.takeAway(before.path("id").asText());
            replaced(before);
            Poll.pause(MEASURING);
        });
        requireMoves(since, List.of("MACHINE_FREED " + uuid(before), "MACHINE_ALLOCATED " + uuid(firewall())));
        require(counts.lost() > 0, "the firewall was lost, and nodes noticed nothing: " + counts);
        require(counts.lost() < counts.sent(), "the firewall was replaced, and all is lost: " + counts);
    }

    private void growOld(JsonNode firewall) {
        var settled = Instant.parse(firewall.at("/allocation/created").asText()).plus(SETTLED);
        progress.say("waiting until the firewall is %d s old: a younger one is not called lost"
                .formatted(SETTLED.toSeconds()));
        Poll.untilTrue(
                "the firewall's age",
                SETTLED.multipliedBy(2),
                Duration.ofSeconds(1),
                () -> Instant.now().isAfter(settled));
    }

    /** Waits until another firewall is the only one, and the deployment calls it ready. */
    private void replaced(JsonNode before) {
        watch.until(() -> {
            var held = firewalls();
            boolean other = held.size() == 1 && !uuid(held.getFirst()).equals(uuid(before));
            return other && cluster.firewallIs("Ready") ? "" : "firewalls: " + names(held);
        });
        progress.say("the firewall is " + names(firewalls()));
    }

    private EgressProbe.Counts measured(String what, Runnable meanwhile) {
        try (var probe = EgressProbe.start(files, cluster.anyNode(), EgressProbe.Target.WEB)) {
            meanwhile.run();
            var counts = probe.stop();
            var longest = String.format(Locale.ROOT, "%.1f s", counts.longestLossSeconds());
            rows.add(TABLE.formatted(
                    what,
                    counts.sent(),
                    counts.lost(),
                    longest,
                    new TreeSet<>(counts.seenAs().keySet())));
            progress.say(
                    "asked %d times, %d lost, %s without an answer".formatted(counts.sent(), counts.lost(), longest));
            return counts;
        }
    }

    private void requireMoves(int since, List<String> wanted) {
        var moves = control.machinesMovedSince(since);
        require(moves.equals(wanted), "metal-api saw %s, and not %s".formatted(moves, wanted));
    }

    private void require(boolean well, String complaint) {
        if (!well) {
            throw new LabException(complaint, files.log(Component.METALSTACK.program()));
        }
    }

    private JsonNode firewall() {
        var held = firewalls();
        require(held.size() == 1, "one firewall is wanted, and the project holds " + names(held));
        return held.getFirst();
    }

    private List<JsonNode> firewalls() {
        return metal.machines(Map.of("allocation_project", Variables.PROJECT, "allocation_role", "firewall"));
    }

    private boolean hasPower(JsonNode firewall) {
        return !SimulatedMachine.networkFiles(
                        files, firewall.at("/allocation/hostname").asText())
                .isEmpty();
    }

    private static String uuid(JsonNode machine) {
        return machine.at("/allocation/allocationuuid").asText();
    }

    private static List<String> names(List<JsonNode> firewalls) {
        return firewalls.stream()
                .map(it -> it.at("/allocation/hostname").asText() + " with image "
                        + it.at("/allocation/image/id").asText())
                .sorted()
                .toList();
    }
}
