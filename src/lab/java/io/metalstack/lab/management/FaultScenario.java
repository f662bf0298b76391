package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.Progress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a cluster lives through when its provider dies in the middle of things and metal-api falls silent. Ends well when
 * no more machines were held at any time than were wanted, and the cluster goes as it came.
 */
final class FaultScenario {
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final LabFiles files;
    private final WorkloadCluster cluster;
    private final ClusterWatch watch;
    private final MetalReader metal;
    private final Progress progress;

    FaultScenario(LabFiles files, WorkloadCluster cluster, ClusterWatch watch, MetalReader metal, Progress progress) {
        this.files = files;
        this.cluster = cluster;
        this.watch = watch;
        this.metal = metal;
        this.progress = progress;
    }

    /** Creates the cluster with a provider that is killed three times, and lets it grow while metal-api is silent. */
    void suffer(ClusterState.Goal goal) {
        cluster.apply(goal);
        killWhen("the firewall is allocated", () -> held("firewall").size() >= 1);
        killWhen("the first machine is allocated", () -> machines() >= 1);
        killWhen("the next machine is allocated", () -> machines() >= 2);
        watch.reaches(goal);
        requireMachines(goal);
        var larger = new ClusterState.Goal(goal.controlPlanes(), goal.workers() + 1, goal.version());
        beSilentWhile(() -> cluster.scale(larger.controlPlanes(), larger.workers()));
        watch.reaches(larger);
        requireMachines(larger);
    }

    /** As {@code kubectl delete -f} does with the manifest that made the cluster; the provider is killed once more. */
    void deleteEverythingAtOnce() {
        int before = machines();
        cluster.deleteManifest();
        killWhen("the first machine is freed", () -> machines() < before);
    }

    private void killWhen(String moment, BooleanSupplier now) {
        Poll.untilTrue(moment, PATIENCE, OFTEN, now::getAsBoolean);
        var killed = ProviderProgram.processes(files)
                .filter(ProcessHandle::destroyForcibly)
                .map(ProcessHandle::pid)
                .toList();
        if (killed.isEmpty()) {
            throw new LabException("no process of the provider was found to be killed");
        }
        progress.say("kill -9 of the provider, process " + killed.getFirst() + ", as " + moment);
    }

    /** Like a process that is stopped: it takes connections and calls, and answers none until it goes on. */
    private void beSilentWhile(Runnable deed) {
        var control = new MetalControl(Variables.simulatorUrl());
        progress.say("metal-api falls silent for %d s; meanwhile another worker is asked for"
                .formatted(SILENCE.toSeconds()));
        int fault = control.holdAllCalls();
        try {
            deed.run();
            long until = System.nanoTime() + SILENCE.toNanos();
            Poll.untilTrue("the silence to end", SILENCE.multipliedBy(2), Duration.ofSeconds(1), () -> {
                requireAllWell();
                return System.nanoTime() > until;
            });
        } finally {
            control.release(fault);
        }
        progress.say("metal-api answers again");
    }

    /** A silent metal-api is no reason to call a machine unwell. */
    private void requireAllWell() {
        var unwell = cluster.state().unwell();
        if (!unwell.isEmpty()) {
            throw new LabException(
                    "machines that were ready are not any more: " + unwell, files.log(Component.METALSTACK.program()));
        }
    }

    /** As many as are wanted, each under a name of its own. */
    private void requireMachines(ClusterState.Goal goal) {
        var names = held("machine");
        int wanted = goal.controlPlanes() + goal.workers();
        if (names.size() != wanted || new HashSet<>(names).size() != wanted) {
            throw new LabException("%d machines are wanted, and the project holds %s".formatted(wanted, names));
        }
        var firewalls = held("firewall");
        if (firewalls.size() != Workload.FIREWALLS) {
            throw new LabException("one firewall is wanted, and the project holds " + firewalls);
        }
        progress.say("the project holds %d machines and a firewall, as many as are wanted".formatted(wanted));
    }

    private int machines() {
        return held("machine").size();
    }

    /** Hostnames of what the project holds in this role. */
    private List<String> held(String role) {
        return metal.machines(Map.of("allocation_project", Variables.PROJECT, "allocation_role", role)).stream()
                .map(it -> it.at("/allocation/hostname").asText())
                .toList();
    }
}
