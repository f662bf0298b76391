package io.metalstack.lab.management;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Scheduler and kubelet of the management cluster: gives each Pod of a known provider a network of its own, runs its
 * container as a process and reports to the API server when it is ready. So Deployments become Available for the reason
 * they should.
 */
final class PodRunner {
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final PodProcesses processes;
    private final Web web = Web.trustingEverybody();
    private final Map<String, RunningPod> running = new HashMap<>();
    private final Set<String> complained = new HashSet<>();

    PodRunner(KubernetesClient client, PodProcesses processes) {
        this.client = client;
        this.processes = processes;
    }

    /** Looks after Pods until the thread is interrupted. */
    void run() {
        try (var informer = client.pods().inAnyNamespace().inform()) {
            while (!Thread.currentThread().isInterrupted()) {
                var pods = informer.getStore().list();
                pods.forEach(this::lookAfter);
                stopVanished(pods.stream());
                Poll.pause(PAUSE);
            }
        }
    }

    private void lookAfter(Pod pod) {
        var component = Component.inNamespace(pod.getMetadata().getNamespace());
        if (component.isEmpty()) {
            return;
        }
        try {
            if (pod.getMetadata().getDeletionTimestamp() != null) {
                stop(pod.getMetadata().getUid());
                client.resource(pod).withGracePeriod(0).delete();
                return;
            }
            var uid = pod.getMetadata().getUid();
            var started = running.get(uid);
            if (started == null) {
                started = processes.start(pod, component.get());
                running.put(uid, started);
            }
            report(pod, started);
        } catch (LabException | KubernetesClientException e) {
            var message = "Pod %s: %s".formatted(pod.getMetadata().getName(), e.getMessage());
            if (complained.add(message)) {
                Diary.note("%s", message);
            }
        }
    }

    private void stopVanished(Stream<Pod> pods) {
        var present = new HashSet<String>();
        pods.forEach(it -> present.add(it.getMetadata().getUid()));
        for (var uid : Set.copyOf(running.keySet())) {
            if (!present.contains(uid)) {
                stop(uid);
            }
        }
    }

    private void stop(String uid) {
        var pod = running.remove(uid);
        if (pod != null) {
            pod.close();
        }
    }

    private void report(Pod pod, RunningPod started) {
        boolean ready = started.readiness().map(it -> web.status(it) == 200).orElse(true);
        var reported = pod.getStatus().getConditions().stream()
                .filter(it -> it.getType().equals("Ready"))
                .findFirst();
        int restarts = started.server().restarts();
        boolean same = reported.isPresent()
                && reported.get().getStatus().equals(ready ? "True" : "False")
                && pod.getStatus().getContainerStatuses().stream().allMatch(it -> it.getRestartCount() == restarts);
        if (same) {
            return;
        }
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var conditions = Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                .map(type -> new PodConditionBuilder()
                        .withType(type)
                        .withStatus(ready || !type.endsWith("Ready") ? "True" : "False")
                        .withLastTransitionTime(now)
                        .build())
                .toList();
        var container = pod.getSpec().getContainers().getFirst();
        var status = new PodStatusBuilder()
                .withPhase("Running")
                .withStartTime(started.since())
                .withPodIP(started.address())
                .withConditions(conditions)
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("")
                        .withReady(ready)
                        .withStarted(true)
                        .withRestartCount(restarts)
                        .withNewState()
                        .withNewRunning(started.since())
                        .endState()
                        .build())
                .build();
        client.pods().resource(pod).editStatus(it -> {
            it.setStatus(status);
            return it;
        });
        if (ready) {
            Diary.note("Pod %s is ready", pod.getMetadata().getName());
        }
    }
}
