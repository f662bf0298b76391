package io.metalstack.lab.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Keeps a pod running for each manifest in the kubelet's directory. */
final class StaticPods {

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final MachineRoot root;
    private final KubeletConfig config;
    private final String address;
    private final Journal journal;
    private final StatusFile status;
    private final Runnable onChange;
    /** The files as they were when they last held a pod; kept, as parsing ten times a second would cost. */
    private final Map<String, StaticPod> read = new HashMap<>();

    private final Map<String, PodProcesses> running = new ConcurrentSkipListMap<>();

    /**
     * @param address of the machine
     * @param onChange called when a pod appears, disappears or changes its readiness
     */
    StaticPods(
            MachineRoot root,
            KubeletConfig config,
            String address,
            Journal journal,
            StatusFile status,
            Runnable onChange) {
        this.root = root;
        this.config = config;
        this.address = address;
        this.journal = journal;
        this.status = status;
        this.onChange = onChange;
    }

    List<PodProcesses> running() {
        return List.copyOf(running.values());
    }

    /** Follows the directory until interrupted. */
    void follow() {
        try {
            while (true) {
                try {
                    follow(manifests());
                } catch (IOException e) {
                    journal.sayOnce("static pods", "cannot be read or started: " + e.getMessage());
                }
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The pods that should run, by file name. */
    private Map<String, StaticPod> manifests() throws IOException {
        var directory = root.resolve(config.staticPodPath());
        var pods = new TreeMap<String, StaticPod>();
        if (Files.isDirectory(directory)) {
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) {
                    var name = file.getFileName().toString();
                    if (!name.startsWith(".")) {
                        read(file, name).ifPresent(pod -> pods.put(name, pod));
                    }
                }
            }
        }
        read.keySet().retainAll(pods.keySet());
        return pods;
    }

    private Optional<StaticPod> read(Path file, String name) throws IOException {
        var before = read.get(name);
        try {
            var content = Files.readAllBytes(file);
            if (before == null || !before.hash().equals(StaticPod.hash(content))) {
                read.put(name, StaticPod.parse(content));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            // Perhaps half written: what runs under this name goes on until the file can be read again.
            journal.sayOnce(name, "is no static pod: " + e.getMessage());
        }
        return Optional.ofNullable(read.get(name));
    }

    private void follow(Map<String, StaticPod> wanted) throws IOException, InterruptedException {
        var changed = false;
        for (var entry : Map.copyOf(running).entrySet()) {
            var old = entry.getValue().pod();
            var pod = wanted.get(entry.getKey());
            if (pod == null || !pod.hash().equals(old.hash())) {
                journal.say("static pod " + old.name() + " stops");
                entry.getValue().stop();
                running.remove(entry.getKey());
                changed = true;
            }
        }
        for (var entry : wanted.entrySet()) {
            if (!running.containsKey(entry.getKey())) {
                journal.say("static pod " + entry.getValue().name() + " starts");
                running.put(entry.getKey(), new PodProcesses(entry.getValue(), root, address, journal, onChange));
                changed = true;
            }
        }
        if (changed) {
            report();
            onChange.run();
        }
    }

    private void report() {
        var pods = running().stream().map(PodProcesses::pod).toList();
        var port = pods.stream()
                .map(StaticPod::apiServerPort)
                .filter(OptionalInt::isPresent)
                .findFirst();
        status.network(
                port.orElse(OptionalInt.empty()),
                pods.stream()
                        .flatMap(pod -> pod.virtualAddresses().stream())
                        .distinct()
                        .toList());
    }
}
