package io.metalstack.capi.cluster;

import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalIp;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.metal.MetalNetwork;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was left at one instant of a cluster that is to go. Values only. */
record ClusterRemains(Instant at, ClusterFacts own, Sighting sighting) {

    sealed interface Sighting {
        /** The object alone decides. */
        record Unasked() implements Sighting {}

        /** MetalStackMachines of this cluster that the API server still has. */
        record MachineObjects(List<String> names) implements Sighting {}

        /**
         * @param deployment the cluster's own, as long as the API server has it
         * @param left MetalStackFirewalls of the cluster that it still has
         */
        record Firewalls(Optional<MetalStackFirewallDeployment> deployment, List<String> left) implements Sighting {
            boolean isEmpty() {
                return deployment.isEmpty() && left.isEmpty();
            }
        }

        record Unreadable(MetalFailure why) implements Sighting {}

        /** Asked because the cluster-uid is missing. */
        record Traces(ClusterTraces traces) implements Sighting {}

        /**
         * Everything of ours, found by our cluster-uid and name and not by spec, and what the Go provider made for this
         * cluster.
         *
         * @param machines with both
         * @param services addresses of Services of the cluster
         * @param ips with both and the purpose of a control-plane address, or made by the Go provider
         * @param networks with both, or made by the Go provider
         * @param named network and address that spec names
         * @param ofGoProvider what bears our name and cannot be proved to be ours
         */
        record Allocations(
                boolean projectKnown,
                List<MachineRemains> machines,
                ServiceRemains services,
                List<MetalIp> ips,
                List<NetworkRemains> networks,
                Named named,
                GoRemains ofGoProvider)
                implements Sighting {}
    }

    /**
     * A machine with our cluster-uid and name.
     *
     * @param object the MetalStackMachine that it may have been allocated for, though it does not name the cluster
     */
    record MachineRemains(MetalMachine machine, Optional<String> object) {}

    /** A network and the addresses that are in use there. */
    record NetworkRemains(MetalNetwork network, List<MetalIp> inUse) {}

    /**
     * Addresses that the cloud controller took for Services of the cluster.
     *
     * @param otherUsers what shows that another cluster of the project uses the same id; not asked for without any ips
     */
    record ServiceRemains(List<MetalIp> ips, List<String> otherUsers) {

        static final ServiceRemains NONE = new ServiceRemains(List.of(), List.of());
    }

    /** What spec names, as far as metal-api has it in our project. */
    record Named(List<MetalNetwork> networks, List<MetalIp> ips) {}
}
