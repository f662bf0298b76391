package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who holds what at this moment. */
public final class Holdings {
    private final Inventory inventory;

    Holdings(Inventory inventory) {
        this.inventory = inventory;
    }

    /** A network of a project. */
    public record HeldNetwork(String id, String name, String project, List<String> prefixes, List<String> labels) {}

    /** An address of a project. */
    public record HeldIp(
            String address, String name, String project, String networkId, String type, List<String> tags) {}

    /** All machines and firewalls that are allocated. */
    public List<HeldMachine> machines() {
        return inventory.locked(() -> inventory.machines.values().stream()
                .flatMap(m -> m.allocation == null ? Stream.empty() : Stream.of(HeldMachine.of(m, m.allocation)))
                .toList());
    }

    /** The machines and firewalls of a project. */
    public List<HeldMachine> machinesOf(String project) {
        return machines().stream().filter(m -> m.project().equals(project)).toList();
    }

    /** The machines and firewalls that carry this tag. */
    public List<HeldMachine> machinesTagged(String tag) {
        return machines().stream().filter(m -> m.tags().contains(tag)).toList();
    }

    /** The machine, if somebody holds it. */
    public Optional<HeldMachine> machine(String id) {
        return machines().stream().filter(m -> m.id().equals(id)).findFirst();
    }

    /** The ids of all machines, allocated or not. */
    public List<String> allMachineIds() {
        return inventory.locked(() -> List.copyOf(inventory.machines.keySet()));
    }

    /** How many machines an allocation could get now. */
    public int freeMachines() {
        return inventory.locked(() -> (int) inventory.machines.values().stream()
                .filter(Machine::allocatable)
                .count());
    }

    /** The networks of a project. */
    public List<HeldNetwork> networksOf(String project) {
        return inventory.locked(() -> inventory.networks.values().stream()
                .filter(n -> n.projectId.equals(project))
                .map(n -> new HeldNetwork(
                        n.id,
                        n.name,
                        n.projectId,
                        n.prefixes.stream().map(Prefix::toString).toList(),
                        n.labels.entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .sorted()
                                .toList()))
                .toList());
    }

    /** The addresses of a project. */
    public List<HeldIp> ipsOf(String project) {
        return inventory.locked(() -> inventory.ips.values().stream()
                .filter(ip -> ip.projectId.equals(project))
                .map(ip -> new HeldIp(ip.address.toString(), ip.name, ip.projectId, ip.networkId, ip.type(), ip.tags()))
                .toList());
    }

    /** What a project still holds, one line each; empty when the project is. */
    public List<String> leftIn(String project) {
        var left = new ArrayList<String>();
        machinesOf(project).forEach(m -> left.add(m.role() + " " + m.id() + " " + m.name()));
        networksOf(project).forEach(n -> left.add("network " + n.id() + " " + n.name()));
        ipsOf(project).forEach(ip -> left.add("ip " + ip.address() + " " + ip.name() + " in " + ip.networkId()));
        return left;
    }

    /** Whether a project holds nothing. */
    public boolean projectIsEmpty(String project) {
        return leftIn(project).isEmpty();
    }
}
