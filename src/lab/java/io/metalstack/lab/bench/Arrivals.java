package io.metalstack.lab.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What becomes of the objects of a kind, as a watch of the API server tells it, and when it told. */
final class Arrivals implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final Map<String, Instant> changed = new ConcurrentHashMap<>();
    private final Map<String, Provisioned> provisioned = new ConcurrentHashMap<>();
    private final Map<String, Instant> gone = new ConcurrentHashMap<>();

    /**
     * An object whose infrastructure is there.
     *
     * @param at when the watch told
     * @param metalId of the hardware, from its provider id; empty for what is no machine
     */
    record Provisioned(Instant at, String metalId) {}

    Arrivals(KubernetesClient client, ResourceDefinitionContext kind) {
        informer = client.genericKubernetesResources(kind).inAnyNamespace().inform(this);
    }

    /** When the object changed for the first time since it was made. */
    Optional<Instant> firstChange(String name) {
        return Optional.ofNullable(changed.get(name));
    }

    Optional<Provisioned> provisioned(String name) {
        return Optional.ofNullable(provisioned.get(name));
    }

    /** Of how many objects, of all that there ever were, the infrastructure is there. */
    int provisionedCount() {
        return provisioned.size();
    }

    boolean isGone(String name) {
        return gone.containsKey(name);
    }

    @Override
    public void onAdd(GenericKubernetesResource resource) {
        look(resource);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
        changed.putIfAbsent(now.getMetadata().getName(), Instant.now());
        look(now);
    }

    @Override
    public void onDelete(GenericKubernetesResource resource, boolean unknown) {
        gone.putIfAbsent(resource.getMetadata().getName(), Instant.now());
    }

    private void look(GenericKubernetesResource resource) {
        var name = resource.getMetadata().getName();
        if (!provisioned.containsKey(name) && isProvisioned(resource)) {
            var providerId = resource.<Object>get("spec", "providerID");
            var metalId = providerId == null ? "" : providerId.toString().replaceAll(".*/", "");
            provisioned.put(name, new Provisioned(Instant.now(), metalId));
        }
    }

    /** As the contract of today says it, or as the one before. */
    private static boolean isProvisioned(GenericKubernetesResource resource) {
        return Boolean.TRUE.equals(resource.<Object>get("status", "initialization", "provisioned"))
                || Boolean.TRUE.equals(resource.<Object>get("status", "ready"));
    }

    @Override
    public void close() {
        informer.close();
    }
}
