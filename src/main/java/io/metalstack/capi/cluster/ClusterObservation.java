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

/**
 * What was true at one instant, for a cluster that is to exist. Values only: nothing in here can be called.
 *
 * @param at taken before metal-api was asked
 * @param firewall what the API server shows of the firewall that spec names
 */
record ClusterObservation(Instant at, ClusterFacts own, Sighting sighting, FirewallSighting firewall) {

    /** What metal-api showed. Not having asked is different from not having got an answer, and both from "not there". */
    sealed interface Sighting {
        /** The object alone decides. */
        record Unasked() implements Sighting {}

        /** metal-api could not be asked about this part. */
        record Unreadable(ClusterStep.Part part, MetalFailure why) implements Sighting {}

        /** Asked because the cluster-uid is missing, though there may have been one. */
        record Traces(ClusterTraces traces) implements Sighting {}

        record Allocations(NetworkSighting network, AddressSighting address) implements Sighting {}
    }

    /** What is known of the firewall that spec names. */
    sealed interface FirewallSighting {
        /** Spec names none. */
        record None() implements FirewallSighting {}

        /** There is no MetalStackFirewallDeployment of that name. */
        record Missing(String name) implements FirewallSighting {}

        /**
         * @param owner name of the MetalStackCluster that it belongs to, if it belongs to one
         * @param ready whether nodes reach the outside through it
         * @param told what it says of itself while it is not
         */
        record Found(MetalStackFirewallDeployment deployment, Optional<String> owner, boolean ready, String told)
                implements FirewallSighting {}
    }

    /** What is known of the node network. */
    sealed interface NetworkSighting {
        /** Asked by the id in spec, given or recorded; empty when metal-api does not know it. */
        record Named(String id, Optional<MetalNetwork> network) implements NetworkSighting {}

        /** Asked by the id of the network that exists already and is not recorded yet; empty when metal-api knows none. */
        record Existing(String id, Optional<MetalNetwork> network) implements NetworkSighting {}

        /** Asked by our cluster-uid and name, as spec names none. The surroundings are asked for when there is none. */
        record Ours(List<MetalNetwork> networks, Optional<Surroundings> around) implements NetworkSighting {}
    }

    /** What is known of the control-plane address. */
    sealed interface AddressSighting {
        /** The node network comes first. */
        record NotYet() implements AddressSighting {}

        /** {@code spec.controlPlaneEndpoint} has a host, given or recorded. */
        record Recorded() implements AddressSighting {}

        /** Somebody else provides the endpoint: what the Cluster says of it, once it is complete there. */
        record External(Optional<ApiEndpoint> ofCluster) implements AddressSighting {}

        /** Asked by {@code spec.controlPlaneIP}; empty when metal-api does not know it. */
        record Given(String address, Optional<MetalIp> ip) implements AddressSighting {}

        /**
         * Asked by our cluster-uid, name and purpose. The rest is asked for when there is none.
         *
         * @param external networks that may be meant: the one that spec names, or those labelled default-external
         */
        record Ours(List<MetalIp> ips, List<MetalNetwork> external, Optional<Surroundings> around)
                implements AddressSighting {}
    }

    /**
     * What has to be known before the first allocation.
     *
     * @param projectKnown whether metal-api knows the project
     * @param networks of the project that carry our {@code <namespace>.<name>} as cluster id
     * @param machines likewise
     * @param ips likewise, with the purpose of a control-plane address; asked for when it is about such a one
     */
    record Surroundings(
            boolean projectKnown, List<MetalNetwork> networks, List<MetalMachine> machines, List<MetalIp> ips) {

        Surroundings(boolean projectKnown, List<MetalNetwork> networks, List<MetalMachine> machines) {
            this(projectKnown, networks, machines, List.of());
        }

        Surroundings with(List<MetalIp> ips) {
            return new Surroundings(projectKnown, networks, machines, ips);
        }
    }
}
