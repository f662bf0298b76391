package io.metalstack.lab.node;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The processes of one static pod, and whether they answer their probes. */
final class PodProcesses {

    private static final Duration UNTIL_READY = Duration.ofMillis(200);
    private static final Duration WHEN_READY = Duration.ofSeconds(2);
    private static final String LOGS = "/var/log/pods/";

    /** What a container is in the lab; one whose program the image lacks has no process. */
    private record Running(@Nullable RestartingProcess process, Optional<Probe> probe, Instant since) {}

    private final StaticPod pod;
    private final Journal journal;
    private final Runnable onChange;
    private final Map<String, Running> containers = new LinkedHashMap<>();
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();
    private final List<Thread> probing = new ArrayList<>();

    /**
     * Starts the pod's processes.
     *
     * @param onChange called when a container's readiness changes
     */
    PodProcesses(StaticPod pod, MachineRoot root, String address, Journal journal, Runnable onChange)
            throws IOException {
        this.pod = pod;
        this.journal = journal;
        this.onChange = onChange;
        for (var directory : pod.directories()) {
            Files.createDirectories(root.resolve(directory));
        }
        for (var container : pod.containers()) {
            containers.put(container.name(), start(container, root, address));
        }
        containers.forEach((name, running) -> running.probe()
                .ifPresent(probe ->
                        probing.add(Thread.ofVirtual().name("probe " + name).start(() -> ask(name, running, probe)))));
    }

    private Running start(StaticPod.Container container, MachineRoot root, String address) throws IOException {
        var program = MachineRoot.TOOLS + "/" + container.program();
        var log = root.resolve(LOGS + container.name() + ".log");
        if (!root.exists(program)) {
            var why = "Static pod " + pod.name() + ": container " + container.name()
                    + " is not started, as this machine's image has no program " + container.program() + ".";
            journal.say(why);
            Files.writeString(Journal.privateFile(log), why + "\n");
            return new Running(null, Optional.empty(), Instant.now());
        }
        var line = new ArrayList<>(List.of(program));
        line.addAll(container.arguments());
        var command = root.command(line);
        // Go programs otherwise take twice the memory they use, and a lab has many of them.
        command.environment().put("GOGC", "50");
        command.environment().putAll(container.environment());
        return new Running(
                new RestartingProcess(container.name(), command, log, journal),
                probe(container, address),
                Instant.now());
    }

    private Optional<Probe> probe(StaticPod.Container container, String address) {
        try {
            return Probe.of(container.definition(), address);
        } catch (IllegalArgumentException e) {
            journal.say(container.name() + " counts as ready while it runs: " + e.getMessage());
            return Optional.empty();
        }
    }

    StaticPod pod() {
        return pod;
    }

    /** The state of each container by its name. */
    Map<String, ContainerState> states() {
        var states = new LinkedHashMap<String, ContainerState>();
        containers.forEach((name, running) -> states.put(name, state(name, running)));
        return states;
    }

    private ContainerState state(String name, Running running) {
        if (running.process() == null) {
            return ContainerState.waiting(running.since(), 0, "CreateContainerError");
        }
        var state = running.process().state();
        var answers = running.probe().isEmpty() || this.answers.getOrDefault(name, false);
        return state.running() ? ContainerState.running(state.since(), answers, state.restarts()) : state;
    }

    private void ask(String name, Running running, Probe probe) {
        try {
            while (true) {
                var runs =
                        running.process() != null && running.process().state().running();
                var ready = runs && probe.succeeds();
                if (Boolean.TRUE.equals(answers.put(name, ready)) != ready) {
                    journal.say(name + (ready ? " is ready" : " is not ready"));
                    onChange.run();
                }
                Thread.sleep(ready ? WHEN_READY : UNTIL_READY);
            }
        } catch (InterruptedException e) {
            // The pod is stopped.
            Thread.currentThread().interrupt();
        }
    }

    /** Ends all processes and returns when they are gone. */
    void stop() throws InterruptedException {
        probing.forEach(Thread::interrupt);
        for (var running : containers.values()) {
            if (running.process() != null) {
                running.process().stop();
            }
        }
    }
}
