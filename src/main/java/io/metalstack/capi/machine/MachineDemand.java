package io.metalstack.capi.machine;

import static io.metalstack.capi.allocation.OwnershipTags.resourceName;
import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.AllocationStep.Pace;
import io.metalstack.capi.allocation.AllocationStep.Refuse;
import io.metalstack.capi.allocation.AllocationStep.Wait;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineSpec;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.capi.Machine;
import io.metalstack.capi.metal.MachineAllocation;
import io.metalstack.capi.metal.MetalIp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What has to be true before a machine is taken, in the order in which users are told, and what is then asked for. */
final class MachineDemand {

    /** The host name becomes the Node's name; metal-api checks nothing. RFC 1123, "label". */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    /** Tags become Node labels, whose values are at most this long. */
    private static final int LONGEST_LABEL_VALUE = 63;

    private MachineDemand() {}

    /** {@code Allocate} when all is there, else what is waited for or refused. */
    static AllocationStep next(MachineObservation seen) {
        var cluster = seen.around().cluster();
        var machine = seen.around().machine();
        var infrastructure = seen.around().infrastructure();
        if (cluster.map(Cluster::deleting).orElse(false)) {
            return new Wait(
                    Reasons.CLUSTER_DELETING, "the Cluster is being deleted: no machine is taken for it", Pace.SLOWLY);
        }
        if (!cluster.map(Cluster::infrastructureProvisioned).orElse(false)) {
            return new Wait(
                    Reasons.WAITING_FOR_CLUSTER, "waiting for the Cluster's infrastructure to be ready", Pace.SLOWLY);
        }
        if (machine.isEmpty() || infrastructure.isEmpty()) {
            return new Wait(
                    Reasons.WAITING_FOR_CLUSTER, "waiting for the MetalStackCluster of the Cluster", Pace.SLOWLY);
        }
        var clusterUid = seen.around().clusterUid();
        var nodeNetwork = seen.around().nodeNetwork();
        var blank = infrastructure.get().getSpec().blankField();
        if (clusterUid.isEmpty() || nodeNetwork.isEmpty() || blank.isPresent()) {
            return new Wait(
                    Reasons.WAITING_FOR_CLUSTER,
                    "waiting for MetalStackCluster "
                            + infrastructure.get().getMetadata().getName()
                            + " to have its identity and its node network",
                    Pace.SLOWLY);
        }
        return refusal(seen, machine.get(), infrastructure.get())
                .or(() -> awaitBootstrapData(seen.bootstrap()))
                .orElseGet(
                        () -> allocate(seen, machine.get(), infrastructure.get(), clusterUid.get(), nodeNetwork.get()));
    }

    private static Optional<AllocationStep> refusal(
            MachineObservation seen, Machine machine, MetalStackCluster infrastructure) {
        var metadata = seen.resource().getMetadata();
        if (!DNS_LABEL.matcher(metadata.getName()).matches()) {
            return Optional.of(new Refuse(
                    Reasons.INVALID_NAME,
                    "the object's name becomes the host name and the Node's name, and \"" + metadata.getName()
                            + "\" is no DNS label (at most 63 lower-case letters, digits and dashes): use a shorter or"
                            + " simpler name"));
        }
        var resourceName = resourceName(metadata.getNamespace(), metadata.getName());
        if (resourceName.length() > LONGEST_LABEL_VALUE) {
            return Optional.of(new Refuse(
                    Reasons.INVALID_NAME,
                    "\"" + resourceName
                            + "\" becomes a label value and is longer than 63 characters: use a shorter name"
                            + " or namespace"));
        }
        if (seen.announcement() instanceof Announcement.Impossible(var message)) {
            return Optional.of(new Refuse(Reasons.CANNOT_ANNOUNCE, message));
        }
        var partition = infrastructure.getSpec().partition();
        return machine.failureDomain()
                .filter(it -> !it.equals(partition))
                .map(it -> new Refuse(
                        Reasons.WRONG_FAILURE_DOMAIN,
                        "the Machine asks for failure domain " + it + ", and the cluster stands in partition "
                                + partition + ": set the Machine's failureDomain to the partition, or leave it out"));
    }

    private static Optional<AllocationStep> awaitBootstrapData(BootstrapData bootstrap) {
        return switch (bootstrap) {
            case BootstrapData.Available available -> Optional.empty();
            case BootstrapData.Missing(var message) ->
                Optional.of(new Wait(Reasons.WAITING_FOR_BOOTSTRAP_DATA, message, Pace.SOON));
            case BootstrapData.Unusable(var message) ->
                Optional.of(new Refuse(Reasons.INVALID_BOOTSTRAP_DATA, message));
            case BootstrapData.NotNeeded notNeeded ->
                Optional.of(new Wait(
                        Reasons.WAITING_FOR_BOOTSTRAP_DATA,
                        "waiting for the bootstrap provider to name the Secret with the bootstrap data",
                        Pace.SLOWLY));
        };
    }

    private static AllocationStep allocate(
            MachineObservation seen,
            Machine machine,
            MetalStackCluster infrastructure,
            String clusterUid,
            String nodeNetwork) {
        var spec = seen.resource().getSpec();
        var namespace = seen.resource().getMetadata().getNamespace();
        var name = seen.resource().getMetadata().getName();
        var cluster = infrastructure.getMetadata().getName();
        var controlPlane = machine.controlPlane();
        var partition = infrastructure.getSpec().partition();
        var ours = OwnershipTags.ofMachine(
                namespace,
                cluster,
                name,
                controlPlane,
                clusterUid,
                seen.record().claim().orElseThrow());
        var announced =
                seen.announcement() instanceof Announcement.Of(var ip) ? Optional.of(ip) : Optional.<MetalIp>empty();
        var request = new MachineAllocation(
                infrastructure.getSpec().projectID(),
                partition,
                spec.size(),
                spec.image(),
                name,
                name,
                namespace + "/" + name + " for cluster " + namespace + "/" + cluster,
                ((BootstrapData.Available) seen.bootstrap()).userData(),
                networks(nodeNetwork, spec, announced),
                announced.map(MetalIp::address).stream().toList(),
                tags(spec, partition, name, ours),
                placementTags(resourceName(namespace, cluster), controlPlane),
                orEmpty(spec.sshPublicKeys()),
                Optional.ofNullable(spec.filesystemLayout()).filter(it -> !it.isEmpty()),
                orEmpty(spec.dnsServers()),
                orEmpty(spec.ntpServers()),
                Optional.empty());
        var attempt = seen.record().intent().map(AllocationIntent::attempt).orElse(0) + 1;
        return new AllocationStep.Allocate(request, clusterUid, attempt);
    }

    private static List<String> networks(String nodeNetwork, MetalStackMachineSpec spec, Optional<MetalIp> announced) {
        var networks = new LinkedHashSet<>(List.of(nodeNetwork));
        networks.addAll(orEmpty(spec.additionalNetworks()));
        announced.map(MetalIp::network).ifPresent(networks::add);
        return List.copyOf(networks);
    }

    /** Of several tags with one key metal-api keeps the last: nothing a user writes hides whose the machine is. */
    private static List<String> tags(MetalStackMachineSpec spec, String partition, String name, List<String> ours) {
        var tags = new ArrayList<>(orEmpty(spec.tags()));
        tags.add(tag("topology.kubernetes.io/zone", partition));
        tags.add(tag("kubernetes.io/hostname", name));
        tags.addAll(ours);
        return List.copyOf(tags);
    }

    /** By these metal-api spreads machines over racks, so they are tags that the cluster's machines really carry. */
    private static List<String> placementTags(String cluster, boolean controlPlane) {
        var ofCluster = tag(OwnershipTags.CLUSTER_RESOURCE, cluster);
        return controlPlane
                ? List.of(ofCluster, tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE))
                : List.of(ofCluster);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
