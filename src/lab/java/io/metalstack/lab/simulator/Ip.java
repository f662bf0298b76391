package io.metalstack.lab.simulator;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** An IP address that somebody holds. Guarded by the lock of {@link Inventory}. */
final class Ip {
    static final String MACHINE_TAG = "machine.metal-stack.io/id";

    final Address address;
    final Prefix prefix;
    final String allocationUuid;
    final String projectId;
    final String networkId;
    final Instant created;

    Instant changed;
    String name;
    String description;
    boolean isStatic;
    private List<String> tags = List.of();

    Ip(
            Address address,
            Prefix prefix,
            String allocationUuid,
            String projectId,
            String networkId,
            String name,
            String description,
            boolean isStatic,
            Instant created) {
        this.address = address;
        this.prefix = prefix;
        this.allocationUuid = allocationUuid;
        this.projectId = projectId;
        this.networkId = networkId;
        this.name = name;
        this.description = description;
        this.isStatic = isStatic;
        this.created = created;
        this.changed = created;
    }

    static String machineTag(String machineId) {
        return MACHINE_TAG + "=" + machineId;
    }

    List<String> tags() {
        return tags;
    }

    /** Tags of an IP are kept sorted and once each. */
    void tag(Iterable<String> newTags) {
        var sorted = new TreeSet<String>();
        newTags.forEach(sorted::add);
        tags = List.copyOf(sorted);
    }

    boolean hasMachineScope() {
        return tags.stream().anyMatch(t -> t.startsWith(MACHINE_TAG));
    }

    String type() {
        return isStatic ? "static" : "ephemeral";
    }
}
