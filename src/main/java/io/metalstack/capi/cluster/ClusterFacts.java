package io.metalstack.capi.cluster;

import io.metalstack.capi.allocation.Accounts;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.AddressFamily;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.ControlPlaneEndpointFrom;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.runtime.ProviderConfig.AllowedProjects;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a MetalStackCluster says of itself. Values only; {@code ""} counts as absent.
 *
 * @param finalizer whether our finalizer is there
 * @param provisioned whether the published status says so; saves questions, decides no allocation
 * @param hasAllocated whether metal-api was ever asked to allocate for it
 * @param movedAway whether {@code clusterctl move} left this copy behind: what it names lives on elsewhere
 * @param forced whether it is to be let go without freeing anything, once it is being deleted
 * @param refusal why its namespace may not use its project; empty when it may
 * @param uid the cluster-uid; empty before the finalizer, or when somebody replaced the object
 * @param intent an allocating call that was announced and not recorded yet
 * @param intentSettledAt when that call can no longer take effect
 * @param unreadableIntent a sentence, when the intent cannot be read: it must not be taken for none
 * @param adopts ids of what a person says is this cluster's, though nothing else tells so
 */
record ClusterFacts(
        String namespace,
        String name,
        MetalStackClusterSpec spec,
        boolean finalizer,
        boolean provisioned,
        boolean hasAllocated,
        boolean movedAway,
        boolean forced,
        Optional<String> refusal,
        Optional<String> uid,
        Optional<AllocationIntent> intent,
        Optional<Instant> intentSettledAt,
        Optional<String> unreadableIntent,
        Set<String> adopts) {

    /** Values of an intent's {@code what}. */
    static final String NETWORK = "network";

    static final String IP = "ip";

    /**
     * @param signatureLifetime for which metal-api accepts a signature
     * @param margin beyond it, until a call in doubt counts as settled
     * @param allowed which namespaces may use which projects
     */
    static ClusterFacts of(
            MetalStackCluster resource, Duration signatureLifetime, Duration margin, AllowedProjects allowed) {
        var metadata = resource.getMetadata();
        var read = AllocationIntent.read(resource);
        return new ClusterFacts(
                metadata.getNamespace(),
                metadata.getName(),
                resource.getSpec(),
                metadata.getFinalizers().contains(MetalStackCluster.FINALIZER),
                resource.getStatus() != null && resource.getStatus().provisioned(),
                Annotations.present(resource, Annotations.HAS_ALLOCATED),
                Annotations.present(resource, Annotations.DELETE_FOR_MOVE),
                Annotations.releasesByForce(resource),
                allowed.refusal(metadata.getNamespace(), resource.getSpec().projectID()),
                Annotations.of(resource, Annotations.CLUSTER_UID),
                read.intent(),
                read.intent().map(it -> it.settledAt(signatureLifetime, margin)),
                read.unreadable().map(it -> it + ": repair it, or take it off once no call is on its way any more"),
                Annotations.of(resource, Annotations.ADOPT)
                        .map(it -> Set.copyOf(List.of(it.strip().split("\\s*,\\s*"))))
                        .orElse(Set.of()));
    }

    /** What cannot be read, and what to do about it. */
    Optional<String> problem() {
        return unreadableIntent.or(() -> spec.blankField()
                .map(it -> "spec." + it + " is blank: create the MetalStackCluster again, with a value there or, if"
                        + " there need be none, without the field"));
    }

    /** What this cluster is called on the side of metal-stack. */
    String clusterId() {
        return OwnershipTags.resourceName(namespace, name);
    }

    /** The labels that all of this cluster's allocations carry; empty without a cluster-uid. */
    Optional<Map<String, String>> marks() {
        return uid.map(it -> OwnershipTags.ofCluster(clusterId(), it));
    }

    /** {@link #marks} as tags. */
    Optional<List<String>> tags() {
        return marks().map(it -> it.entrySet().stream()
                .map(mark -> OwnershipTags.tag(mark.getKey(), mark.getValue()))
                .toList());
    }

    /**
     * With whose credentials metal-api is asked about it. What was asked for with others and is not recorded yet is
     * looked for with those.
     */
    MetalAccount account() {
        return intent.map(it -> Accounts.of(namespace, it)).orElseGet(() -> Accounts.of(namespace, spec));
    }

    Optional<String> nodeNetworkId() {
        return text(spec.nodeNetworkID());
    }

    /** The network that is to become the node network, as long as none is. */
    Optional<String> existingNodeNetworkId() {
        return text(spec.existingNodeNetworkID());
    }

    Optional<String> controlPlaneIp() {
        return text(spec.controlPlaneIP());
    }

    Optional<String> externalNetworkId() {
        return text(spec.externalNetworkID());
    }

    Optional<String> firewallDeployment() {
        return Optional.ofNullable(spec.firewallDeploymentRef()).flatMap(it -> text(it.name()));
    }

    Optional<String> endpointHost() {
        return Optional.ofNullable(spec.controlPlaneEndpoint()).flatMap(it -> text(it.host()));
    }

    /** The port that was given, or the default. */
    int endpointPort() {
        return Optional.ofNullable(spec.controlPlaneEndpoint())
                .map(ApiEndpoint::port)
                .filter(it -> it > 0)
                .orElse(ApiEndpoint.DEFAULT_PORT);
    }

    /** Whether somebody else provides the endpoint. */
    boolean externalEndpoint() {
        return spec.controlPlaneEndpointFrom() == ControlPlaneEndpointFrom.External;
    }

    AddressFamily addressFamily() {
        return Optional.ofNullable(spec.addressFamily()).orElse(AddressFamily.IPv4);
    }

    /** Everything is recorded and published, and nothing is on its way: metal-api need not be asked. */
    boolean settled() {
        return uid.isPresent()
                && provisioned
                && nodeNetworkId().isPresent()
                && endpointHost().isPresent()
                && !announced();
    }

    /** Whether an allocating call was announced, readable or not. */
    private boolean announced() {
        return intent.isPresent() || unreadableIntent.isPresent();
    }

    /**
     * Nothing was ever asked of metal-api, or in no project, so nothing of ours can exist there. What spec names may have
     * been recorded by us, though the annotation that tells so is gone: then metal-api is asked.
     */
    boolean untouched() {
        return spec.projectID().isBlank()
                || uid.isPresent()
                        && !hasAllocated
                        && !announced()
                        && !provisioned
                        && nodeNetworkId().isEmpty()
                        && endpointHost().isEmpty();
    }

    /** Neither finalizer nor identity, but signs of an earlier life: somebody may have replaced the object. */
    boolean perhapsReplaced() {
        return !finalizer
                && uid.isEmpty()
                && (provisioned
                        || hasAllocated
                        || announced()
                        || nodeNetworkId().isPresent()
                        || endpointHost().isPresent());
    }

    /** Whether an announced call may still take effect. */
    boolean inDoubt(Instant now) {
        return intentSettledAt.filter(now::isBefore).isPresent();
    }

    /** The number of the next attempt to allocate this. */
    int nextAttempt(String what) {
        return intent.filter(it -> it.what().equals(what))
                .map(it -> it.attempt() + 1)
                .orElse(1);
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(it -> !it.isBlank());
    }
}
