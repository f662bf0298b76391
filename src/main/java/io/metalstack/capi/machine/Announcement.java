package io.metalstack.capi.machine;

import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.ControlPlaneAnnouncement;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.metal.MetalIp;
import java.util.List;
import java.util.Optional;

/**
 * Whether a machine is allocated with the control-plane address. metal-stack then announces the address from each
 * machine that has it; otherwise something on the machines has to.
 */
public sealed interface Announcement {

    /** The machine gets the addresses of its networks, and no other. */
    record None() implements Announcement {}

    /** The machine gets this address too. metal-api wants its network to be among the machine's. */
    record Of(MetalIp ip) implements Announcement {}

    /** It is asked for and cannot be done. */
    record Impossible(String message) implements Announcement {}

    /** The address that a machine of the control plane might announce; empty when it certainly does not. */
    static Optional<String> candidate(Optional<MetalStackCluster> infrastructure, boolean controlPlane) {
        return infrastructure
                .filter(it -> controlPlane)
                .filter(it -> it.getSpec().controlPlaneAnnouncement() != ControlPlaneAnnouncement.None)
                .map(it -> it.getSpec().controlPlaneEndpoint())
                .filter(ApiEndpoint::isComplete)
                .map(ApiEndpoint::host);
    }

    /**
     * Unless told otherwise, machines announce the address when the provider allocated it.
     *
     * @param address the candidate
     * @param found what metal-api knows of it
     */
    static Announcement of(MetalStackCluster infrastructure, String address, List<MetalIp> found, String clusterUid) {
        var spec = infrastructure.getSpec();
        var told = spec.controlPlaneAnnouncement() == ControlPlaneAnnouncement.Machines;
        var ip = found.stream()
                .filter(it -> it.project().equals(spec.projectID()))
                .findFirst();
        if (ip.isEmpty()) {
            return told ? impossible(address, "it is not allocated in project " + spec.projectID()) : new None();
        }
        var allocatedByUs = ip.get().tags().contains(tag(OwnershipTags.PURPOSE, OwnershipTags.CONTROL_PLANE))
                && ip.get().tags().contains(tag(OwnershipTags.CLUSTER_UID, clusterUid));
        if (!told && !allocatedByUs) {
            return new None();
        }
        if (!ip.get().isStatic()) {
            return impossible(
                    address, "it is ephemeral, so it would be deleted with the first machine: make it static");
        }
        return ip.get().network().equals(spec.nodeNetworkID())
                ? impossible(
                        address, "it is in the node network, and the machine would get no address of its own there")
                : new Of(ip.get());
    }

    private static Impossible impossible(String address, String why) {
        return new Impossible("control-plane machines cannot announce " + address + ": " + why
                + ", or set controlPlaneAnnouncement of the MetalStackCluster to None");
    }
}
