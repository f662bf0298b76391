package io.metalstack.lab.management;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stands for metal-ccm in the workload clusters: sets {@code spec.providerID} of each Node to the machine of that hostname
 * in its project, by metal-api's word alone, and takes the cloud provider's taint off.
 *
 * @see <a href="https://github.com/metal-stack/metal-ccm">metal-ccm</a>, which likewise wants exactly one machine
 */
final class CloudController {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String TAINT = "node.cloudprovider.kubernetes.io/uninitialized";
    private static final String SUFFIX = "-kubeconfig";

    private final KubernetesClient management;
    private final MetalReader metal;
    private final String project;
    private final Map<String, KubernetesClient> clusters = new HashMap<>();
    private final Set<String> complained = new HashSet<>();

    CloudController(KubernetesClient management, MetalReader metal, String project) {
        this.management = management;
        this.metal = metal;
        this.project = project;
    }

    /** Looks after all workload clusters until the thread is interrupted. */
    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var secrets = management
                        .secrets()
                        .inAnyNamespace()
                        .withLabel("cluster.x-k8s.io/cluster-name")
                        .list()
                        .getItems();
                secrets.stream()
                        .filter(it -> it.getMetadata().getName().endsWith(SUFFIX))
                        .forEach(this::lookAfter);
                forgetAllBut(
                        secrets.stream().map(it -> it.getMetadata().getUid()).toList());
            } catch (KubernetesClientException e) {
                complain("management cluster", e);
            }
            Poll.pause(PAUSE);
        }
    }

    private void lookAfter(Secret kubeconfig) {
        try {
            var cluster = clusters.computeIfAbsent(kubeconfig.getMetadata().getUid(), uid -> connect(kubeconfig));
            for (var node : cluster.nodes().list().getItems()) {
                if (Optional.ofNullable(node.getSpec().getProviderID())
                        .orElse("")
                        .isEmpty()) {
                    initialize(cluster, node);
                }
            }
        } catch (KubernetesClientException | LabException e) {
            complain(kubeconfig.getMetadata().getName(), e);
        }
    }

    private void initialize(KubernetesClient cluster, Node node) {
        var name = node.getMetadata().getName();
        var found = metal.machines(Map.of("allocation_hostname", name, "allocation_project", project));
        if (found.size() != 1) {
            throw new LabException("%d machines of project %s have the hostname %s, one is needed"
                    .formatted(found.size(), project, name));
        }
        var machine = found.getFirst();
        var providerId = "metal://%s/%s"
                .formatted(
                        machine.path("partition").path("id").asText(),
                        machine.path("id").asText());
        cluster.nodes().withName(name).edit(it -> {
            it.getSpec().setProviderID(providerId);
            it.getSpec().getTaints().removeIf(taint -> TAINT.equals(taint.getKey()));
            return it;
        });
        Diary.note("Node %s is %s", name, providerId);
    }

    private static KubernetesClient connect(Secret kubeconfig) {
        var text = new String(Base64.getDecoder().decode(kubeconfig.getData().get("value")), StandardCharsets.UTF_8);
        var config = Config.fromKubeconfig(text);
        config.setConnectionTimeout(2000);
        config.setRequestTimeout(5000);
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private void forgetAllBut(java.util.List<String> uids) {
        clusters.entrySet().removeIf(it -> {
            boolean gone = !uids.contains(it.getKey());
            if (gone) {
                it.getValue().close();
            }
            return gone;
        });
    }

    /** A cluster that is not up yet is no news; anything is said once. */
    private void complain(String where, RuntimeException e) {
        if (complained.add(where + e.getMessage())) {
            Diary.note("cloud controller, %s: %s", where, String.valueOf(e.getMessage()));
        }
    }
}
