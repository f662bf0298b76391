package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for a cluster to become what it is to be, and tells what it waits for. */
final class ClusterWatch {
    /** Without any visible change for so long, something is wrong. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final LabFiles files;
    private final WorkloadCluster cluster;
    private final Progress progress;

    ClusterWatch(LabFiles files, WorkloadCluster cluster, Progress progress) {
        this.files = files;
        this.cluster = cluster;
        this.progress = progress;
    }

    /** All its nodes are there and Ready. */
    void reaches(ClusterState.Goal goal) {
        until(() -> {
            var state = cluster.state();
            failOnCrashedMachine();
            return state.reached(goal) ? "" : state.summary(goal);
        });
        progress.say(
                "all %d nodes are Ready with v%s".formatted(goal.controlPlanes() + goal.workers(), goal.version()));
    }

    /** Says what is missing until nothing is. */
    void until(Supplier<String> missing) {
        long[] changed = {System.nanoTime()};
        String[] last = {""};
        Poll.untilTrue("the cluster", Duration.ofHours(1), PAUSE, () -> {
            var text = missing.get();
            if (!text.equals(last[0])) {
                last[0] = text;
                changed[0] = System.nanoTime();
                if (!text.isEmpty()) {
                    progress.say(text);
                }
            }
            if (System.nanoTime() - changed[0] > PATIENCE.toNanos()) {
                throw new LabException(
                        "nothing changed for %d s (%s); Cluster API says: %s"
                                .formatted(
                                        PATIENCE.toSeconds(),
                                        text,
                                        cluster.state().complaint()),
                        files.log(Component.METALSTACK.program()));
            }
            return text.isEmpty();
        });
    }

    /** A machine whose user data failed stays as it is: nobody needs to wait for it. */
    private void failOnCrashedMachine() {
        for (var folder : folders()) {
            var status = read(folder.resolve("status.json"));
            if (status.contains("\"Failed\"")) {
                throw new LabException(
                        "machine %s failed to boot".formatted(folder.getFileName()), folder.resolve("console.log"));
            }
        }
    }

    private List<Path> folders() {
        try (var folders = Files.list(files.machines())) {
            return folders.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String read(Path file) {
        try {
            return Optional.of(file).filter(Files::exists).isPresent() ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
