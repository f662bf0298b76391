package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;

/** Taking addresses out of networks and giving them back. */
final class Ips {
    private final Inventory inventory;

    Ips(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Takes the lowest free address of this family, ephemeral and without tags; the caller notes it once tagged. */
    Ip acquire(Network network, Family family, String project, String name, String description) {
        for (var prefix : network.prefixes) {
            if (prefix.family() == family) {
                var address = inventory.addresses.acquire(prefix);
                if (address.isPresent()) {
                    return keep(network, prefix, address.get(), project, name, description);
                }
            }
        }
        throw ApiError.internal("cannot allocate free ip in ipam, no ips left");
    }

    /** Takes this address; the caller notes it once tagged. */
    Ip acquire(Network network, Address address, String project, String name, String description) {
        var prefix = network.prefixes.stream()
                .filter(p -> p.contains(address))
                .findFirst()
                .orElseThrow(() -> ApiError.unprocessable("specific ip not contained in any of the defined prefixes"));
        if (!inventory.addresses.acquire(prefix, address)) {
            throw ApiError.conflict("ip already allocated");
        }
        return keep(network, prefix, address, project, name, description);
    }

    private Ip keep(Network network, Prefix prefix, Address address, String project, String name, String description) {
        var ip = new Ip(
                address, prefix, inventory.newUuid(), project, network.id, name, description, false, inventory.now());
        inventory.ips.put(address.toString(), ip);
        return ip;
    }

    void release(Ip ip) {
        inventory.ips.remove(ip.address.toString());
        inventory.addresses.release(ip.prefix, ip.address);
        note(Ledger.What.IP_FREED, ip);
    }

    void note(Ledger.What what, Ip ip) {
        inventory.ledger.add(new Ledger.Change(
                inventory.now(), what, ip.address.toString(), ip.allocationUuid, ip.projectId, ip.name, ip.tags()));
    }

    static void attach(Ip ip, String machineId) {
        var tags = new ArrayList<>(ip.tags());
        tags.add(Ip.machineTag(machineId));
        ip.tag(tags);
    }

    List<Ip> attachedTo(String machineId) {
        var tag = Ip.machineTag(machineId);
        return inventory.ips.values().stream()
                .filter(ip -> ip.tags().contains(tag))
                .toList();
    }
}
