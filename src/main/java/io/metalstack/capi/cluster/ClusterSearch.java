package io.metalstack.capi.cluster;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.allocation.Accounts;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Located;
import io.metalstack.capi.capi.Owners;
import io.metalstack.capi.cluster.ClusterObservation.FirewallSighting;
import io.metalstack.capi.cluster.ClusterRemains.Named;
import io.metalstack.capi.cluster.ClusterRemains.ServiceRemains;
import io.metalstack.capi.cluster.ClusterRemains.Sighting;
import io.metalstack.capi.metal.IpQuery;
import io.metalstack.capi.metal.MachineQuery;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import io.metalstack.capi.metal.NetworkQuery;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import io.metalstack.capi.status.Conditions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The questions about a cluster that several of its parts ask, of metal-api and of the API server. Changes nothing. */
@ApplicationScoped
class ClusterSearch {

    private final MetalAccounts metal;
    private final KubernetesClient client;
    private final Owners owners;
    private final ProviderConfig config;

    ClusterSearch(MetalAccounts metal, KubernetesClient client, Owners owners, ProviderConfig config) {
        this.metal = metal;
        this.client = client;
        this.owners = owners;
        this.config = config;
    }

    ClusterFacts facts(MetalStackCluster resource) {
        var lifetime = Annotations.of(resource, Annotations.ALLOCATION_INTENT).isEmpty()
                ? Duration.ZERO
                : metal.signatureLifetime(Accounts.of(resource));
        return ClusterFacts.of(resource, lifetime, config.settleMargin(), AllowedProjects.of(config));
    }

    /** metal-api with this cluster's credentials. */
    MetalApi api(ClusterFacts own) {
        return metal.api(own.account());
    }

    boolean projectKnown(ClusterFacts own) {
        return api(own).projectName(own.spec().projectID()).isPresent();
    }

    /** Network and address that spec names, as far as they are in our project. */
    Named named(ClusterFacts own) {
        var project = own.spec().projectID();
        return new Named(
                own.nodeNetworkId().stream()
                        .flatMap(it -> networksWithId(own, it))
                        .filter(it -> it.project().equals(project) || it.shared())
                        .toList(),
                Stream.concat(own.endpointHost().stream(), own.controlPlaneIp().stream())
                        .distinct()
                        .flatMap(it -> api(own).findIps(IpQuery.withAddress(it)).stream())
                        .filter(it -> it.project().equals(project))
                        .toList());
    }

    /** Where a lost cluster-uid may still be written. */
    ClusterTraces traces(ClusterFacts own, MetalStackCluster resource, Located.Found home) {
        var named = named(own);
        var machines = machinesNamingUs(own);
        var objects = machineObjects(resource, home);
        return new ClusterTraces(
                named.networks(),
                named.ips(),
                machines,
                claims(objects),
                new GoTraces(networksOfOurName(own), ipsOfOurName(own), machines, machineIds(objects)));
    }

    private static Set<String> claims(List<MetalStackMachine> objects) {
        return objects.stream()
                .flatMap(it -> Annotations.of(it, Annotations.CLAIM).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, String> machineIds(List<MetalStackMachine> objects) {
        var ids = new HashMap<String, String>();
        objects.forEach(it -> Optional.ofNullable(it.providerID())
                .flatMap(ProviderId::parse)
                .ifPresent(id -> ids.put(it.getMetadata().getName(), id.machineId())));
        return Map.copyOf(ids);
    }

    /** The firewall that spec names, live, as it tells of itself. */
    FirewallSighting firewall(ClusterFacts own) {
        return own.firewallDeployment()
                .map(name -> firewallDeployment(own, name)
                        .<FirewallSighting>map(ClusterSearch::seen)
                        .orElseGet(() -> new FirewallSighting.Missing(name)))
                .orElseGet(FirewallSighting.None::new);
    }

    private Optional<MetalStackFirewallDeployment> firewallDeployment(ClusterFacts own, String name) {
        return owners.live(MetalStackFirewallDeployment.class, own.namespace(), name);
    }

    private static FirewallSighting seen(MetalStackFirewallDeployment deployment) {
        var ready = Optional.ofNullable(deployment.getStatus())
                .flatMap(it -> Conditions.find(it.conditions(), Conditions.READY));
        return new FirewallSighting.Found(
                deployment,
                ownerOf(deployment),
                ready.filter(it -> "True".equals(it.getStatus())).isPresent(),
                ready.map(Condition::getMessage)
                        .filter(it -> !it.isEmpty())
                        .orElse("waiting for the firewall to be made"));
    }

    private static Optional<String> ownerOf(MetalStackFirewallDeployment deployment) {
        return deployment.getMetadata().getOwnerReferences().stream()
                .filter(it -> "MetalStackCluster".equals(it.getKind()))
                .map(OwnerReference::getName)
                .findFirst();
    }

    /** The firewall deployment of a cluster that goes, if it is this cluster's, and the firewalls that are left. */
    Sighting.Firewalls firewalls(ClusterFacts own, String cluster) {
        var deployment = own.firewallDeployment()
                .flatMap(it -> firewallDeployment(own, it))
                .filter(it -> ownerOf(it).filter(own.name()::equals).isPresent());
        var left = client
                .resources(MetalStackFirewall.class)
                .inNamespace(own.namespace())
                .withLabel(Cluster.NAME_LABEL, cluster)
                .list()
                .getItems()
                .stream()
                .map(it -> it.getMetadata().getName())
                .toList();
        return new Sighting.Firewalls(deployment, left);
    }

    /** Live: what a cache has not seen yet must not be taken for gone. */
    List<MetalStackMachine> machineObjects(MetalStackCluster resource, Located.Found home) {
        var cluster = clusterName(resource, home);
        return client.resources(MetalStackMachine.class)
                .inNamespace(resource.getMetadata().getNamespace())
                .withLabel(Cluster.NAME_LABEL, cluster)
                .list()
                .getItems();
    }

    static String clusterName(MetalStackCluster resource, Located.Found home) {
        return home.cluster()
                .map(it -> it.getMetadata().getName())
                .or(() -> Owners.clusterName(resource))
                .orElse(resource.getMetadata().getName());
    }

    /** The object that a machine may have been allocated for, live; empty when it is gone. */
    Optional<String> objectOf(ClusterFacts own, MetalMachine machine) {
        return Orphans.objectName(own, machine)
                .filter(name -> object(own, machine, name)
                        .filter(it -> Orphans.mayBelongTo(it, machine))
                        .isPresent());
    }

    private Optional<MachineHolder> object(ClusterFacts own, MetalMachine machine, String name) {
        var type = Orphans.kind(machine).orElseThrow().type();
        return Optional.ofNullable(client.resources(type)
                .inNamespace(own.namespace())
                .withName(name)
                .get());
    }

    /**
     * Addresses that serve this cluster's Services. metal-api finds tags by their whole text only, so all addresses of
     * the project are read; who else uses the cluster's id is asked for only when there are any.
     */
    ServiceRemains services(ClusterFacts own) {
        var ips = api(own).findIps(IpQuery.inProject(own.spec().projectID()));
        var serving = ips.stream().filter(it -> ServiceIps.serves(own, it)).toList();
        return serving.isEmpty()
                ? ServiceRemains.NONE
                : new ServiceRemains(
                        serving, ServiceIps.otherUsers(own, networksOfOurName(own), machinesOfOurName(own), ips));
    }

    /** Machines of the project that name our object as their cluster, ours and the Go provider's. */
    List<MetalMachine> machinesNamingUs(ClusterFacts own) {
        return machinesTagged(own, List.of(OwnershipTags.tag(OwnershipTags.CLUSTER_RESOURCE, own.clusterId())));
    }

    /** Machines of the project that carry our {@code <namespace>.<name>} as cluster id, whosever they are. */
    List<MetalMachine> machinesOfOurName(ClusterFacts own) {
        return machinesTagged(own, List.of(OwnershipTags.tag(OwnershipTags.CLUSTER_ID, own.clusterId())));
    }

    private List<MetalMachine> machinesTagged(ClusterFacts own, List<String> tags) {
        return api(own).findMachines(new MachineQuery(
                Optional.empty(), Optional.of(own.spec().projectID()), Optional.empty(), tags));
    }

    Stream<MetalNetwork> networksWithId(ClusterFacts own, String id) {
        return api(own).findNetworks(NetworkQuery.withId(id)).stream();
    }

    List<MetalNetwork> ourNetworks(ClusterFacts own) {
        return networksLabelled(own, own.marks().orElseThrow());
    }

    /** Networks of the project that carry our {@code <namespace>.<name>} as cluster id, whosever they are. */
    List<MetalNetwork> networksOfOurName(ClusterFacts own) {
        return networksLabelled(own, Map.of(OwnershipTags.CLUSTER_ID, own.clusterId()));
    }

    /** Control-plane addresses of the project that carry our {@code <namespace>.<name>} as cluster id: the Go provider's. */
    List<MetalIp> ipsOfOurName(ClusterFacts own) {
        return api(own).findIps(IpQuery.tagged(
                own.spec().projectID(),
                List.of(
                        OwnershipTags.tag(OwnershipTags.CLUSTER_ID, own.clusterId()),
                        OwnershipTags.tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE))));
    }

    private List<MetalNetwork> networksLabelled(ClusterFacts own, Map<String, String> labels) {
        return api(own).findNetworks(new NetworkQuery(
                Optional.empty(), Optional.of(own.spec().projectID()), Optional.empty(), labels));
    }

    /** Control-plane addresses of ours. */
    List<MetalIp> ourIps(ClusterFacts own) {
        return api(own).findIps(IpQuery.tagged(
                own.spec().projectID(),
                Stream.concat(
                                own.tags().orElseThrow().stream(),
                                Stream.of(OwnershipTags.tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE)))
                        .toList()));
    }
}
