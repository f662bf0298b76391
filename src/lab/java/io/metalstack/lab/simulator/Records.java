package io.metalstack.lab.simulator;

import java.util.List;
import java.util.Map;

/** What clients have written on the things they hold, written anew by an administrator. Who holds what stays. */
final class Records {
    private final Inventory inventory;

    Records(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Of an allocated machine or firewall; its name is its host's, too. The system's own tags stay. */
    void machine(String id, String name, String description, List<String> tags) {
        inventory.run(() -> {
            var machine = inventory.machine(id);
            var allocation = machine.allocation;
            if (allocation == null) {
                throw ApiError.badRequest("machine " + id + " is not allocated");
            }
            allocation.name = name;
            allocation.hostname = name;
            allocation.description = description;
            machine.tags = machine.withSystemTags(tags, Allocator.FIRST_ASN + allocation.asn);
        });
    }

    /** Of a network. */
    void network(String id, String name, String description, Map<String, String> labels) {
        inventory.run(() -> {
            var network = inventory.network(id);
            network.name = name;
            network.description = description;
            network.labels = Map.copyOf(labels);
        });
    }

    /** Of an address that no machine holds. It becomes ephemeral, which metal-api itself makes of no static one. */
    void ephemeralIp(String address, String name, String description, List<String> tags) {
        inventory.run(() -> {
            var ip = inventory.ip(address);
            if (ip.hasMachineScope()) {
                throw ApiError.badRequest("ip " + address + " is held by a machine");
            }
            ip.name = name;
            ip.description = description;
            ip.isStatic = false;
            ip.tag(tags);
        });
    }
}
