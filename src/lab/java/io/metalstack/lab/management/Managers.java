package io.metalstack.lab.management;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.lab.Poll;
import java.time.Duration;
import java.util.Optional;

/** The managers of a management cluster, switched off and on by the number of their Pods. */
record Managers(KubernetesClient management) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Returns when none of its Pods is left. */
    void stop(Component component) {
        scale(component, 0);
        Poll.untilTrue(
                component.program() + " to end",
                PATIENCE,
                PAUSE,
                () -> management
                        .pods()
                        .inNamespace(component.namespace())
                        .list()
                        .getItems()
                        .isEmpty());
    }

    /** Returns when it is ready. */
    void start(Component component) {
        scale(component, 1);
        Poll.untilTrue(
                component.program() + " to be ready",
                PATIENCE,
                PAUSE,
                () -> management.apps().deployments().inNamespace(component.namespace()).list().getItems().stream()
                        .allMatch(it -> Optional.ofNullable(it.getStatus().getReadyReplicas())
                                        .orElse(0)
                                == 1));
    }

    private void scale(Component component, int replicas) {
        var deployments = management.apps().deployments().inNamespace(component.namespace());
        deployments
                .list()
                .getItems()
                .forEach(it -> deployments.withName(it.getMetadata().getName()).scale(replicas));
    }
}
