package io.metalstack.capi.capi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.informer.ManagedInformerEventSource;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gate in front of every reconcile, in the order that Cluster API asks for: externally managed, owner, Cluster,
 * pause. Pause comes before deletion and before the finalizer: {@code clusterctl move} deletes paused copies, and a
 * controller that went on would destroy live machines.
 */
@ApplicationScoped
public class Owners {

    /** Any value, even none, hands the infrastructure to somebody else. Cluster API contract, "externally managed". */
    public static final String MANAGED_BY = "cluster.x-k8s.io/managed-by";

    /** Any value, even none, pauses the object. Cluster API contract, "pausing". */
    public static final String PAUSED = "cluster.x-k8s.io/paused";

    private final KubernetesClient client;

    public Owners(KubernetesClient client) {
        this.client = client;
    }

    /** The gate for a MetalStackCluster. Reads core's objects from the cache, and live before it believes them gone. */
    public Located locate(MetalStackCluster resource, Context<MetalStackCluster> context) {
        if (annotated(resource, MANAGED_BY)) {
            return new Located.NotOurs();
        }
        var owner = ownerName(resource, "Cluster");
        var cluster = owner.or(() -> deleting(resource) ? clusterLabel(resource) : Optional.empty())
                .flatMap(name -> find(Cluster.class, resource, name, context));
        if (cluster.isEmpty() && !deleting(resource)) {
            return new Located.NotOurs();
        }
        return pausedOr(resource, new Located.Found(cluster, Optional.empty()));
    }

    /** The gate for a MetalStackMachine. */
    public Located locate(MetalStackMachine resource, Context<MetalStackMachine> context) {
        var machine = ownerName(resource, "Machine").flatMap(name -> find(Machine.class, resource, name, context));
        if (machine.isEmpty() && !deleting(resource)) {
            return new Located.NotOurs();
        }
        var cluster = machine.map(it -> it.getSpec().clusterName())
                .or(() -> clusterLabel(resource))
                .flatMap(name -> find(Cluster.class, resource, name, context));
        if (cluster.isEmpty() && !deleting(resource)) {
            return new Located.NotOurs();
        }
        return pausedOr(resource, new Located.Found(cluster, machine));
    }

    /**
     * The gate for a kind whose owner is one of ours and puts the label of the Cluster on it.
     *
     * @param ownerKind without an owner of this kind nothing is touched
     */
    public Located locate(HasMetadata resource, String ownerKind, Context<?> context) {
        if (annotated(resource, MANAGED_BY)) {
            return new Located.NotOurs();
        }
        var owned = resource.getMetadata().getOwnerReferences().stream()
                .anyMatch(it ->
                        ownerKind.equals(it.getKind()) && it.getApiVersion().startsWith(Api.GROUP + "/"));
        var cluster = clusterLabel(resource).flatMap(name -> find(Cluster.class, resource, name, context));
        if ((!owned || cluster.isEmpty()) && !deleting(resource)) {
            return new Located.NotOurs();
        }
        return pausedOr(resource, new Located.Found(cluster, Optional.empty()));
    }

    /** The gate for a kind that needs no owner: only a pause, its own or that of the Cluster it belongs to, shuts it. */
    public Located locateUnowned(HasMetadata resource, Context<?> context) {
        var cluster = clusterName(resource).flatMap(name -> find(Cluster.class, resource, name, context));
        return pausedOr(resource, new Located.Found(cluster, Optional.empty()));
    }

    /**
     * The Cluster of an object as the API server has it now, for a last look before something is changed outside.
     *
     * @param seen the Cluster as it was found before; without it the object's label names the Cluster
     * @return empty only after a 404
     */
    public Optional<Cluster> liveCluster(HasMetadata resource, Optional<Cluster> seen) {
        return seen.map(it -> it.getMetadata().getName())
                .or(() -> clusterLabel(resource))
                .flatMap(name -> live(Cluster.class, resource.getMetadata().getNamespace(), name));
    }

    /** Why the object is paused, by its Cluster or by itself; empty when it is not. */
    public static Optional<String> paused(HasMetadata resource, Optional<Cluster> cluster) {
        return pausedOr(resource, new Located.Found(cluster, Optional.empty())) instanceof Located.Paused(var why)
                ? Optional.of(why)
                : Optional.empty();
    }

    private static Located pausedOr(HasMetadata resource, Located.Found found) {
        var why = new ArrayList<String>();
        if (found.cluster().map(Cluster::paused).orElse(false)) {
            why.add("Cluster spec.paused is set to true");
        }
        if (annotated(resource, PAUSED)) {
            why.add(resource.getKind() + " has the " + PAUSED + " annotation");
        }
        return why.isEmpty() ? found : new Located.Paused(String.join(", ", why));
    }

    private <T extends HasMetadata> Optional<T> find(Class<T> type, HasMetadata near, String name, Context<?> context) {
        var namespace = near.getMetadata().getNamespace();
        return cached(type, namespace, name, context).or(() -> live(type, namespace, name));
    }

    /**
     * An object as the API server has it now.
     *
     * @param name as a reference gives it; one that no object can have is asked for nowhere
     * @return empty when there is none
     */
    public <T extends HasMetadata> Optional<T> live(Class<T> type, String namespace, String name) {
        return LocalRef.isName(name)
                ? Optional.ofNullable(client.resources(type)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                : Optional.empty();
    }

    /** What the controller's informer of this type holds, without a call. */
    public static <T extends HasMetadata> Optional<T> cached(
            Class<T> type, String namespace, String name, Context<?> context) {
        var source = context.eventSourceRetriever().getEventSourceFor(type);
        if (source instanceof ManagedInformerEventSource<?, ?, ?> informer) {
            return informer.get(new ResourceID(name, namespace)).map(type::cast);
        }
        throw new IllegalStateException("no informer of " + type.getSimpleName() + " is registered");
    }

    /** The MetalStackCluster of a Cluster, from the controller's informer of that type. */
    public static Optional<MetalStackCluster> infrastructure(String namespace, Cluster cluster, Context<?> context) {
        return infrastructureName(cluster).flatMap(it -> cached(MetalStackCluster.class, namespace, it, context));
    }

    /** The same as the API server has it now, for a controller that has no informer of that type. */
    public Optional<MetalStackCluster> liveInfrastructure(String namespace, Cluster cluster) {
        return infrastructureName(cluster).flatMap(it -> live(MetalStackCluster.class, namespace, it));
    }

    private static Optional<String> infrastructureName(Cluster cluster) {
        return Optional.ofNullable(cluster.getSpec())
                .map(Cluster.Spec::infrastructureRef)
                .filter(it -> "MetalStackCluster".equals(it.kind()))
                .map(Cluster.Ref::name);
    }

    /** All that the controller's informer of this type holds, without a call. */
    public static <T extends HasMetadata> Stream<T> allCached(Class<T> type, Context<?> context) {
        if (context.eventSourceRetriever().getEventSourceFor(type) instanceof Cache<?> cache) {
            return cache.list().map(type::cast);
        }
        throw new IllegalStateException("no informer of " + type.getSimpleName() + " is registered");
    }

    /** The name of the owner of this kind in Cluster API's group, whatever version the reference has. */
    static Optional<String> ownerName(HasMetadata resource, String kind) {
        return resource.getMetadata().getOwnerReferences().stream()
                .filter(it -> kind.equals(it.getKind()) && it.getApiVersion().startsWith("cluster.x-k8s.io/"))
                .map(OwnerReference::getName)
                .findFirst();
    }

    /** The name of the Cluster that the object belongs to, whether or not there still is one. */
    public static Optional<String> clusterName(HasMetadata resource) {
        return ownerName(resource, "Cluster").or(() -> clusterLabel(resource));
    }

    /** What the label of Cluster API says: the name of the Cluster, whether or not there still is one. */
    public static Optional<String> clusterLabel(HasMetadata resource) {
        return Optional.ofNullable(resource.getMetadata().getLabels()).map(it -> it.get(Cluster.NAME_LABEL));
    }

    private static boolean annotated(HasMetadata resource, String annotation) {
        return resource.getMetadata().getAnnotations() != null
                && resource.getMetadata().getAnnotations().containsKey(annotation);
    }

    private static boolean deleting(HasMetadata resource) {
        return resource.getMetadata().getDeletionTimestamp() != null;
    }
}
