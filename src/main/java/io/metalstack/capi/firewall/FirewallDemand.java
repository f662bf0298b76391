package io.metalstack.capi.firewall;

import static io.metalstack.capi.allocation.OwnershipTags.resourceName;
import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.AllocationStep.Pace;
import io.metalstack.capi.allocation.AllocationStep.Refuse;
import io.metalstack.capi.allocation.AllocationStep.Wait;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplateSpec;
import io.metalstack.capi.capi.Cluster;
import io.metalstack.capi.metal.MachineAllocation;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has to be true before a firewall is taken, in the order in which users are told, and what is then asked for. */
final class FirewallDemand {

    /** RFC 1123, "label": the object's name becomes the host name. */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private FirewallDemand() {}

    /** {@code Allocate} when all is there, else what is waited for or refused. */
    static AllocationStep next(FirewallObservation seen) {
        var around = seen.allocation().around();
        var cluster = around.cluster();
        if (cluster.map(Cluster::deleting).orElse(false)) {
            return new Wait(
                    FirewallReasons.CLUSTER_DELETING,
                    "the Cluster is being deleted: no firewall is taken for it",
                    Pace.SLOWLY);
        }
        var infrastructure = around.infrastructure();
        var clusterUid = around.clusterUid();
        var nodeNetwork = around.nodeNetwork();
        if (infrastructure.isEmpty() || clusterUid.isEmpty() || nodeNetwork.isEmpty()) {
            return new Wait(
                    FirewallReasons.WAITING_FOR_CLUSTER,
                    "waiting for the MetalStackCluster to have its identity and its node network",
                    Pace.SLOWLY);
        }
        var name = seen.resource().getMetadata().getName();
        var invalid = invalidName(name);
        if (invalid.isPresent()) {
            return invalid.get();
        }
        return objection(seen.resource().getSpec().template(), infrastructure.get(), nodeNetwork.get())
                .<AllocationStep>map(it -> it)
                .orElseGet(() -> allocate(seen, infrastructure.get(), clusterUid.get(), nodeNetwork.get()));
    }

    /** What is wrong with a firewall's name; empty when nothing is. */
    static Optional<Refuse> invalidName(String name) {
        return DNS_LABEL.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(new Refuse(
                        FirewallReasons.INVALID_NAME,
                        "the firewall's name becomes its host name, and \"" + name
                                + "\" is no DNS label (at most 63 lower-case letters, digits and dashes): use a shorter or"
                                + " simpler name for the MetalStackFirewallDeployment"));
    }

    /** What is wrong with a template for this cluster; empty when nothing is. */
    static Optional<Refuse> objection(
            MetalStackFirewallTemplateSpec template, MetalStackCluster infrastructure, String nodeNetwork) {
        var spec = infrastructure.getSpec();
        if (template.project() != null && !template.project().equals(spec.projectID())) {
            return Optional.of(new Refuse(
                    FirewallReasons.WRONG_PROJECT,
                    "the template is for project " + template.project() + ", and the cluster belongs to "
                            + spec.projectID() + ": take the field project out, or set it to the cluster's"));
        }
        if (template.partition() != null && !template.partition().equals(spec.partition())) {
            return Optional.of(new Refuse(
                    FirewallReasons.WRONG_PARTITION,
                    "the template is for partition " + template.partition() + ", and the cluster stands in "
                            + spec.partition() + ": take the field partition out, or set it to the cluster's"));
        }
        if (template.networks().stream().allMatch(nodeNetwork::equals)) {
            return Optional.of(new Refuse(
                    FirewallReasons.NO_EXTERNAL_NETWORK,
                    "the template names no network besides the node network, so the firewall would lead nowhere: name an"
                            + " external one in networks"));
        }
        return Rules.problem(template.initialRuleSet())
                .map(it -> new Refuse(FirewallReasons.INVALID_RULE, "the template's " + it));
    }

    private static AllocationStep allocate(
            FirewallObservation seen, MetalStackCluster infrastructure, String clusterUid, String nodeNetwork) {
        var template = seen.resource().getSpec().template();
        var namespace = seen.resource().getMetadata().getNamespace();
        var name = seen.resource().getMetadata().getName();
        var cluster = infrastructure.getMetadata().getName();
        var record = seen.allocation().record();
        var networks = new LinkedHashSet<>(template.networks());
        networks.add(nodeNetwork);
        var request = new MachineAllocation(
                infrastructure.getSpec().projectID(),
                infrastructure.getSpec().partition(),
                template.size(),
                template.image(),
                name,
                name,
                namespace + "/" + name + " for cluster " + namespace + "/" + cluster,
                Objects.requireNonNullElse(template.userdata(), "").getBytes(StandardCharsets.UTF_8),
                List.copyOf(networks),
                List.of(),
                tags(seen, infrastructure, clusterUid),
                List.of(tag(OwnershipTags.CLUSTER_RESOURCE, resourceName(namespace, cluster))),
                orEmpty(template.sshPublicKeys()),
                Optional.ofNullable(template.filesystemLayout()),
                orEmpty(template.dnsServers()),
                orEmpty(template.ntpServers()),
                Optional.of(Rules.of(template.initialRuleSet())));
        var attempt = record.intent().map(AllocationIntent::attempt).orElse(0) + 1;
        return new AllocationStep.Allocate(request, clusterUid, attempt);
    }

    /** The Go provider looks for its firewalls by the first tag of ours and by this one of its own. */
    private static List<String> tags(FirewallObservation seen, MetalStackCluster infrastructure, String clusterUid) {
        var metadata = seen.resource().getMetadata();
        return Stream.concat(
                        Stream.of(tag(
                                "topology.kubernetes.io/zone",
                                infrastructure.getSpec().partition())),
                        OwnershipTags.ofFirewall(
                                metadata.getNamespace(),
                                infrastructure.getMetadata().getName(),
                                seen.deployment(),
                                metadata.getName(),
                                clusterUid,
                                seen.allocation().record().claim().orElseThrow())
                                .stream())
                .toList();
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }
}
