package io.metalstack.capi.cluster;

import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The one thing to do next. The plans choose it, {@code ClusterActions} carries it out. */
sealed interface ClusterStep {

    /** What a step is about, in the order in which things are made. */
    enum Part {
        IDENTITY,
        NODE_NETWORK,
        CONTROL_PLANE_IP,
        FIREWALL,
        WHOLE,
        DELETION
    }

    /** What the step is about: the conditions to tell it in. */
    Part part();

    /**
     * Something has to happen elsewhere first.
     *
     * @param until when to look again, if that is known; else soon
     */
    record Wait(Part part, String reason, String message, Optional<Instant> until) implements ClusterStep {}

    /** A person has to look. */
    record Refuse(Part part, String reason, String message) implements ClusterStep {}

    /** metal-api could not be asked. */
    record Unreadable(Part part, MetalFailure why) implements ClusterStep {}

    /** Takes off the intent of a call that is settled and whose result is not needed any more. */
    record DropIntent(Part part) implements ClusterStep {}

    /** All is as it should be. */
    record Settled() implements ClusterStep {
        @Override
        public Part part() {
            return Part.WHOLE;
        }
    }

    /** Steps about who the cluster is. */
    sealed interface OfIdentity extends ClusterStep {
        @Override
        default Part part() {
            return Part.IDENTITY;
        }
    }

    /** Adds our finalizer and, in the same patch, the cluster-uid: minted here and nowhere else. */
    record TakeOn() implements OfIdentity {}

    /** Writes back a cluster-uid that was lost, and our finalizer if it was lost with it. */
    record RecoverUid(String uid, String readFrom) implements OfIdentity {}

    /**
     * Mints a cluster-uid for a cluster that the Go provider made.
     *
     * @param proof what shows that it did
     */
    record Adopt(String proof) implements OfIdentity {}

    /** Steps about the node network. */
    sealed interface OfNodeNetwork extends ClusterStep {
        @Override
        default Part part() {
            return Part.NODE_NETWORK;
        }
    }

    record AllocateNetwork(int attempt) implements OfNodeNetwork {}

    /** Adopts a node network of ours that was not recorded. */
    record RecordNetwork(String id) implements OfNodeNetwork {}

    /** Makes a network that exists already the node network. */
    record UseExistingNetwork(String id) implements OfNodeNetwork {}

    /** Steps about the control-plane address. */
    sealed interface OfControlPlaneIp extends ClusterStep {
        @Override
        default Part part() {
            return Part.CONTROL_PLANE_IP;
        }
    }

    record AllocateAddress(String network, int attempt) implements OfControlPlaneIp {}

    /** Makes an address of ours that was not recorded the endpoint. */
    record RecordEndpoint(String address) implements OfControlPlaneIp {}

    /**
     * Makes a given address the endpoint.
     *
     * @param lasting false when metal-api deletes it with the last machine that holds it
     */
    record UseGivenAddress(String address, boolean lasting) implements OfControlPlaneIp {}

    /** Makes the endpoint that somebody else gave to the Cluster this cluster's. */
    record UseEndpoint(ApiEndpoint endpoint) implements OfControlPlaneIp {}

    /** Makes the firewall deployment that spec names this cluster's. */
    record OwnFirewall(MetalStackFirewallDeployment deployment) implements ClusterStep {
        @Override
        public Part part() {
            return Part.FIREWALL;
        }
    }

    /** Steps that take back what was allocated. */
    sealed interface OfDeletion extends ClusterStep {
        @Override
        default Part part() {
            return Part.DELETION;
        }
    }

    /** Deletes the cluster's firewall deployment, which gives the firewall back. */
    record DeleteFirewall(MetalStackFirewallDeployment deployment) implements OfDeletion {}

    /** Frees a machine that was allocated for a MetalStackMachine of the cluster which is gone. */
    record FreeOrphan(MetalMachine machine) implements OfDeletion {}

    /** Frees an address that served nothing but Services of this cluster. */
    record FreeServiceAddress(MetalIp ip) implements OfDeletion {}

    /** Takes our tags off an address that somebody else uses as well. */
    record UntagServiceAddress(MetalIp ip) implements OfDeletion {}

    record FreeAddress(MetalIp ip) implements OfDeletion {}

    record FreeNetwork(MetalNetwork network) implements OfDeletion {}

    /**
     * Takes our finalizer off.
     *
     * @param leftAlone a sentence for each thing that spec names and that is not ours to free
     */
    record LetGo(List<String> leftAlone) implements OfDeletion {}

    /**
     * Takes our finalizer off because a person said so, whatever is left.
     *
     * @param left what may stay behind, for an Event
     */
    record ForceRelease(String left) implements OfDeletion {}
}
