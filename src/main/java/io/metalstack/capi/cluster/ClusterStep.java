package io.metalstack.capi.cluster;

import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
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
        WHOLE,
        DELETION
    }

    Part part();

    /** Adds our finalizer and, in the same patch, the cluster-uid: minted here and nowhere else. */
    record TakeOn() implements ClusterStep {
        @Override
        public Part part() {
            return Part.IDENTITY;
        }
    }

    /** Writes back a cluster-uid that was lost. */
    record RecoverUid(String uid, String readFrom) implements ClusterStep {
        @Override
        public Part part() {
            return Part.IDENTITY;
        }
    }

    /** @param until when to look again, if that is known; else soon */
    record Wait(Part part, String reason, String message, Optional<Instant> until) implements ClusterStep {}

    /** A person has to look. */
    record Refuse(Part part, String reason, String message) implements ClusterStep {}

    /** metal-api could not be asked. */
    record Unreadable(Part part, MetalFailure why) implements ClusterStep {}

    /** Takes off the intent of a call that is settled and whose result is not needed any more. */
    record DropIntent(Part part) implements ClusterStep {}

    record AllocateNetwork(int attempt) implements ClusterStep {
        @Override
        public Part part() {
            return Part.NODE_NETWORK;
        }
    }

    /** Adopts a node network of ours that was not recorded. */
    record RecordNetwork(String id) implements ClusterStep {
        @Override
        public Part part() {
            return Part.NODE_NETWORK;
        }
    }

    record AllocateAddress(String network, int attempt) implements ClusterStep {
        @Override
        public Part part() {
            return Part.CONTROL_PLANE_IP;
        }
    }

    /**
     * Makes an address the endpoint.
     *
     * @param given false for one of ours that was not recorded
     */
    record RecordEndpoint(String address, boolean given) implements ClusterStep {
        @Override
        public Part part() {
            return Part.CONTROL_PLANE_IP;
        }
    }

    /** All is as it should be. */
    record Settled() implements ClusterStep {
        @Override
        public Part part() {
            return Part.WHOLE;
        }
    }

    record FreeAddress(MetalIp ip) implements ClusterStep {
        @Override
        public Part part() {
            return Part.DELETION;
        }
    }

    record FreeNetwork(MetalNetwork network) implements ClusterStep {
        @Override
        public Part part() {
            return Part.DELETION;
        }
    }

    /**
     * Takes our finalizer off.
     *
     * @param leftAlone a sentence for each thing that spec names and that is not ours to free
     */
    record LetGo(List<String> leftAlone) implements ClusterStep {
        @Override
        public Part part() {
            return Part.DELETION;
        }
    }
}
