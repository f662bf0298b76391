package io.metalstack.capi.switching;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import java.util.concurrent.atomic.AtomicBoolean;

/** Watches every version of the clusters and machines of a namespace for one that is not provisioned. */
final class Provisioned implements AutoCloseable {

    private final AtomicBoolean takenBack = new AtomicBoolean();
    private final Watch machines;
    private final Watch clusters;

    Provisioned(KubernetesClient client, String namespace) {
        machines = client.resources(MetalStackMachine.class)
                .inNamespace(namespace)
                .watch(new Each<MetalStackMachine>() {
                    @Override
                    boolean provisioned(MetalStackMachine it) {
                        return it.getStatus() != null && it.getStatus().provisioned();
                    }
                });
        clusters = client.resources(MetalStackCluster.class)
                .inNamespace(namespace)
                .watch(new Each<MetalStackCluster>() {
                    @Override
                    boolean provisioned(MetalStackCluster it) {
                        return it.getStatus() != null && it.getStatus().provisioned();
                    }
                });
    }

    boolean wasEverTakenBack() {
        return takenBack.get();
    }

    @Override
    public void close() {
        machines.close();
        clusters.close();
    }

    private abstract class Each<T> implements Watcher<T> {

        abstract boolean provisioned(T resource);

        @Override
        public void eventReceived(Action action, T resource) {
            if (action != Action.DELETED && !provisioned(resource)) {
                takenBack.set(true);
            }
        }

        @Override
        public void onClose(WatcherException cause) {}
    }
}
