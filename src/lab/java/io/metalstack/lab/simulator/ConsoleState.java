package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the console shows, but for the calls, as it is at one moment. Neither user data nor keys are in it, and tags only
 * as far as they name an owner.
 *
 * @param run differs from one simulator to the next, also where both listen at one address
 */
record ConsoleState(
        String run,
        List<Hardware> machines,
        List<Net> networks,
        List<Held> addresses,
        List<Cluster> clusters,
        List<FaultSwitches.State> switches,
        List<FaultSwitches.Other> faults) {

    /**
     * A machine in its rack.
     *
     * @param event the newest provisioning event, e.g. {@code Phoned Home}
     * @param state what an administrator set: empty, {@code RESERVED} or {@code LOCKED}
     * @param held who holds it and as what; null where nobody does
     */
    record Hardware(
            String id,
            String partition,
            String rack,
            String size,
            String event,
            String liveliness,
            String state,
            boolean crashLoop,
            boolean powered,
            boolean allocatable,
            @Nullable Holder held) {
        static Hardware of(Machine m) {
            var allocation = m.allocation;
            return new Hardware(
                    m.id,
                    m.partitionId,
                    m.rackId,
                    m.sizeId,
                    m.events.state().map(ProvisioningEvent::word).orElse(""),
                    m.events.liveliness(),
                    m.state.equals(Machine.TAINTED) ? "RESERVED" : m.state,
                    m.events.crashLoop(),
                    m.powered,
                    m.allocatable(),
                    allocation == null ? null : Holder.of(m, allocation));
        }
    }

    /** Who holds a machine. */
    record Holder(String hostname, String role, String project, String image, List<String> addresses, Owner owner) {
        static Holder of(Machine m, Allocation a) {
            return new Holder(a.hostname, a.role.word(), a.project, a.imageId, a.ips(), Owner.of(m.tags));
        }
    }

    /**
     * A network.
     *
     * @param type as metal-api has it: {@code child}, {@code child-shared}, {@code super}, {@code external},
     *     {@code underlay}
     * @param addresses how many of its addresses somebody holds
     * @param children how many networks were cut out of it
     */
    record Net(
            String id,
            String name,
            String partition,
            String project,
            String type,
            List<String> prefixes,
            int addresses,
            int children,
            Owner owner) {}

    /**
     * An address that somebody holds.
     *
     * @param type {@code static} or {@code ephemeral}
     * @param machines ids of the machines that have it
     */
    record Held(
            String address,
            String network,
            String name,
            String project,
            String type,
            List<String> machines,
            Owner owner) {}

    /**
     * A cluster, by what is held for it.
     *
     * @param controlPlane ids of its machines; likewise the workers and firewalls
     * @param endpoints addresses of its control plane
     */
    record Cluster(
            String name,
            String uid,
            List<String> controlPlane,
            List<String> workers,
            List<String> firewalls,
            List<String> networks,
            List<String> endpoints) {
        private static Cluster empty(Owner owner) {
            return new Cluster(
                    owner.cluster(),
                    owner.uid(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }
    }

    static ConsoleState of(String run, Inventory inventory, FaultSwitches switches) {
        return inventory.locked(() -> {
            var machines =
                    inventory.machines.values().stream().map(Hardware::of).toList();
            var networks = networks(inventory);
            var addresses = addresses(inventory);
            return new ConsoleState(
                    run,
                    machines,
                    networks,
                    addresses,
                    clusters(machines, networks, addresses),
                    switches.states(),
                    switches.others());
        });
    }

    private static List<Net> networks(Inventory inventory) {
        var held = inventory.ips.values().stream()
                .collect(Collectors.groupingBy(ip -> ip.networkId, Collectors.summingInt(ip -> 1)));
        var children = inventory.networks.values().stream()
                .filter(Network::isChild)
                .collect(Collectors.groupingBy(n -> String.valueOf(n.parentId), Collectors.summingInt(n -> 1)));
        return inventory.networks.values().stream()
                .map(n -> new Net(
                        n.id,
                        n.name,
                        n.partitionId,
                        n.projectId,
                        n.type(),
                        n.prefixes.stream().map(Prefix::toString).toList(),
                        held.getOrDefault(n.id, 0),
                        children.getOrDefault(n.id, 0),
                        Owner.of(n.labels.entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .toList())))
                .toList();
    }

    private static List<Held> addresses(Inventory inventory) {
        var tag = Ip.MACHINE_TAG + "=";
        return inventory.ips.values().stream()
                .sorted((a, b) -> a.address.compareTo(b.address))
                .map(ip -> new Held(
                        ip.address.toString(),
                        ip.networkId,
                        ip.name,
                        ip.projectId,
                        ip.type(),
                        ip.tags().stream()
                                .filter(it -> it.startsWith(tag))
                                .map(it -> it.substring(tag.length()))
                                .toList(),
                        Owner.of(ip.tags())))
                .toList();
    }

    private static List<Cluster> clusters(List<Hardware> machines, List<Net> networks, List<Held> addresses) {
        var found = new LinkedHashMap<String, Cluster>();
        for (var machine : machines) {
            var held = machine.held();
            if (held != null && isNamed(held.owner())) {
                var cluster = of(held.owner(), found);
                (held.role().equals(AllocationRole.FIREWALL.word())
                                ? cluster.firewalls
                                : held.owner().controlPlane() ? cluster.controlPlane : cluster.workers)
                        .add(machine.id());
            }
        }
        networks.stream()
                .filter(it -> isNamed(it.owner()))
                .forEach(it -> of(it.owner(), found).networks.add(it.id()));
        addresses.stream()
                .filter(it -> isNamed(it.owner()) && it.owner().controlPlane())
                .forEach(it -> of(it.owner(), found).endpoints.add(it.address()));
        return List.copyOf(found.values());
    }

    private static boolean isNamed(Owner owner) {
        return !owner.cluster().isEmpty();
    }

    private static Cluster of(Owner owner, Map<String, Cluster> found) {
        return found.computeIfAbsent(owner.cluster() + " " + owner.uid(), it -> Cluster.empty(owner));
    }
}
