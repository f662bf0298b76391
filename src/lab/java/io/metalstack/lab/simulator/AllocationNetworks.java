package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The networks and addresses of one allocation: which are allowed together, and which addresses come with them. */
final class AllocationNetworks {
    private final Inventory inventory;
    private final AllocationCheck.Plan plan;
    private final Machine machine;

    AllocationNetworks(Inventory inventory, AllocationCheck.Plan plan, Machine machine) {
        this.inventory = inventory;
        this.plan = plan;
        this.machine = machine;
    }

    /** A network of the allocation with the addresses that the request lists in it. */
    private static final class Attached {
        final Network network;
        String type;
        boolean acquires;
        final List<Ip> ips = new ArrayList<>();

        Attached(Network network, String type, boolean acquires) {
            this.network = network;
            this.type = type;
            this.acquires = acquires;
        }
    }

    /** Checks the wishes; nothing is taken yet. */
    private List<Attached> gather() {
        var attached = new LinkedHashMap<String, Attached>();
        var ids = new HashSet<String>();
        for (var wanted : plan.networks()) {
            var network = inventory.network(wanted.id());
            if (network.underlay) {
                throw ApiError.unprocessable("underlay networks are not allowed to be set explicitly: " + network.id);
            }
            if (network.privateSuper) {
                throw ApiError.unprocessable(
                        "private super networks are not allowed to be set explicitly: " + network.id);
            }
            if (!ids.add(network.id)) {
                throw ApiError.unprocessable("given network ids are not unique");
            }
            attached.put(network.id, new Attached(network, "external", wanted.acquires()));
        }
        typePrivates(attached.values().stream().filter(a -> a.network.isChild()).toList());
        attachListedIps(attached);
        for (var a : attached.values()) {
            if (a.network.isChild() && !a.acquires && a.ips.isEmpty()) {
                throw ApiError.unprocessable("the private network has no auto ip acquisition, but no suitable IPs "
                        + "were provided, which would lead into a machine having no ip address");
            }
        }
        return new ArrayList<>(attached.values());
    }

    private void typePrivates(List<Attached> privates) {
        @Nullable Attached primary = null;
        for (var a : privates) {
            if (a.network.shared) {
                a.type = "privatesecondaryshared";
            } else if (primary == null) {
                a.type = "privateprimaryunshared";
                primary = a;
            } else {
                throw ApiError.unprocessable("multiple private networks are specified but there must be only one "
                        + "primary private network that must not be shared");
            }
        }
        if (privates.isEmpty()) {
            throw ApiError.unprocessable("no private network given");
        }
        if (primary == null) {
            if (privates.size() > 1) {
                throw ApiError.unprocessable("machines and firewalls are not allowed to be placed into multiple "
                        + "private, shared networks (firewall needs an unshared private network and machines may "
                        + "only reside in one private network)");
            }
            primary = privates.getFirst();
            primary.type = "privateprimaryshared";
        }
        if (plan.role() == AllocationRole.MACHINE && privates.size() > 1) {
            throw ApiError.unprocessable("machines are not allowed to be placed into multiple private networks");
        }
        if (!primary.network.shared && !primary.network.projectId.equals(projectId())) {
            throw ApiError.unprocessable(
                    "the given private network does not belong to the project, which is not allowed");
        }
        for (var a : privates) {
            if (!a.network.partitionId.equals(machine.partitionId)) {
                throw ApiError.unprocessable("the private network " + a.network.id
                        + " must be located in the partition where the machine is going to be placed");
            }
        }
    }

    private String projectId() {
        return plan.project().meta().id();
    }

    private void attachListedIps(Map<String, Attached> attached) {
        for (var address : plan.ips()) {
            var ip = inventory.ip(address.toString());
            if (!ip.projectId.equals(projectId())) {
                throw ApiError.unprocessable("given ip \"" + address + "\" with project id \"" + ip.projectId
                        + "\" does not belong to the project of this allocation: " + projectId());
            }
            var network = attached.get(ip.networkId);
            if (network == null) {
                throw ApiError.unprocessable(
                        "given ip \"" + address + "\" is not in any of the given networks, which is required");
            }
            network.ips.add(ip);
            network.acquires = false;
        }
    }

    /**
     * Takes the addresses and the ASN. When an address is missing, those taken before are released as lazily as after
     * a free.
     */
    List<Answers.MachineNetwork> make(int asn) {
        List<Attached> attached;
        try {
            attached = gather();
        } catch (ApiError e) {
            throw e.within("unable to gather networks:");
        }
        if (plan.role() == AllocationRole.FIREWALL) {
            var underlay = inventory
                    .underlayOf(machine.partitionId)
                    .orElseThrow(() -> ApiError.unprocessable("unable to gather networks:no underlay found in the "
                            + "given partition:" + machine.partitionId));
            attached.add(new Attached(underlay, "underlay", true));
        }
        var made = new ArrayList<Answers.MachineNetwork>();
        for (var a : attached) {
            if (a.acquires) {
                acquire(a);
            }
            a.ips.forEach(ip -> Ips.attach(ip, machine.id));
            made.add(answer(a, asn));
        }
        return inventory.shuffled(made);
    }

    private void acquire(Attached a) {
        for (var family : Family.values()) {
            if (!a.network.families().contains(family)) {
                continue;
            }
            try {
                var ips = new Ips(inventory);
                var ip = ips.acquire(
                        a.network, family, projectId(), plan.request().nameOrEmpty(), "autoassigned");
                Ips.attach(ip, machine.id); // now, so that the release after a failure finds it
                ips.note(Ledger.What.IP_ALLOCATED, ip);
                a.ips.add(ip);
            } catch (ApiError e) {
                throw e.within("unable to make networks:unable to allocate an ip in network: " + a.network.id + " ");
            }
        }
    }

    private Answers.MachineNetwork answer(Attached a, int asn) {
        var n = a.network;
        return new Answers.MachineNetwork(
                n.id,
                inventory.shuffled(n.prefixes.stream().map(Prefix::toString).toList()),
                inventory.shuffled(
                        a.ips.stream().map(ip -> ip.address.toString()).toList()),
                n.destinationPrefixes,
                a.type,
                n.vrf,
                Allocator.FIRST_ASN + asn,
                n.nat,
                n.isChild(),
                n.underlay,
                n.projectId,
                n.type(),
                n.natType());
    }
}
