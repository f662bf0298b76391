package io.metalstack.lab.simulator;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a described inventory can exist: what must be there is there, and what is named exists. */
final class InventoryCheck {
    private final InventorySpec spec;
    private final Set<String> partitions;
    private final Set<String> sizes;
    private final Set<String> projects;

    private InventoryCheck(InventorySpec spec) {
        this.spec = spec;
        this.partitions = ids("partitions", spec.partitions(), InventorySpec.Partition::id);
        this.sizes = ids("sizes", spec.sizes(), InventorySpec.Size::id);
        this.projects = ids("projects", spec.projects(), InventorySpec.Project::id);
    }

    /** Throws an IllegalArgumentException with one sentence for the first thing that is wrong. */
    static void check(InventorySpec spec) {
        var check = new InventoryCheck(spec);
        check.images();
        check.layouts();
        check.networks();
        check.ips();
        check.machines();
        check.reservations();
    }

    private static IllegalArgumentException wrong(String sentence) {
        return new IllegalArgumentException(sentence);
    }

    /** Annotated as never null, and yet null when the file leaves it out. */
    private static String required(@Nullable String value, String key) {
        if (value == null || value.isBlank()) {
            throw wrong(key + " is missing");
        }
        return value;
    }

    private static <T> Set<String> ids(String list, @Nullable List<T> things, Function<T, @Nullable String> id) {
        var ids = new HashSet<String>();
        var i = 0;
        for (var thing : Requests.listOf(things)) {
            var key = list + "[" + i++ + "].id";
            var value = required(id.apply(thing), key);
            if (!ids.add(value)) {
                throw wrong(key + " is \"" + value + "\", which another of the " + list + " has already");
            }
        }
        return ids;
    }

    private static void known(@Nullable String value, String key, Collection<String> known, String kind) {
        var id = required(value, key);
        if (!known.contains(id)) {
            throw wrong(key + " is \"" + id + "\", which is none of the " + kind + " ("
                    + known.stream().sorted().collect(Collectors.joining(", ")) + ")");
        }
    }

    private static Prefix prefix(String text, String key) {
        return Prefix.parse(text)
                .orElseThrow(() -> wrong(key + " is \"" + text + "\", which is no prefix such as 10.0.0.0/16"));
    }

    private void images() {
        ids("images", spec.images(), InventorySpec.Image::id);
        var i = 0;
        for (var image : Requests.listOf(spec.images())) {
            var key = "images[" + i++ + "]";
            if (Images.Id.parse(image.id()).isEmpty()) {
                throw wrong(key + ".id is \"" + image.id()
                        + "\"; it must be <os>-<major>.<minor> or <os>-<major>.<minor>.<patch>");
            }
            for (var feature : Requests.listOf(image.features())) {
                known(feature, key + ".features", List.of("machine", "firewall"), "features");
            }
        }
    }

    private void layouts() {
        ids("layouts", spec.layouts(), InventorySpec.Layout::id);
        var i = 0;
        for (var layout : Requests.listOf(spec.layouts())) {
            var key = "layouts[" + i++ + "].sizes";
            Requests.listOf(layout.sizes()).forEach(size -> known(size, key, sizes, "sizes"));
        }
    }

    private void networks() {
        ids("networks", spec.networks(), InventorySpec.Network::id);
        var i = 0;
        for (var network : Requests.listOf(spec.networks())) {
            var key = "networks[" + i++ + "]";
            known(network.type(), key + ".type", List.of("super", "external", "underlay"), "types");
            if (Requests.listOf(network.prefixes()).isEmpty()) {
                throw wrong(key + ".prefixes is missing; a network needs at least one, such as 10.0.0.0/16");
            }
            Requests.listOf(network.prefixes()).forEach(p -> prefix(p, key + ".prefixes"));
            Requests.listOf(network.destinationPrefixes()).forEach(p -> prefix(p, key + ".destinationPrefixes"));
            if (network.partition() != null || !network.type().equals("external")) {
                known(network.partition(), key + ".partition", partitions, "partitions");
            }
            if (network.childPrefixLength() != null) {
                network.childPrefixLength()
                        .keySet()
                        .forEach(f -> known(f, key + ".childPrefixLength", List.of("IPv4", "IPv6"), "families"));
            }
        }
    }

    private void ips() {
        var i = 0;
        for (var ip : Requests.listOf(spec.ips())) {
            var key = "ips[" + i++ + "]";
            var address = Address.parse(required(ip.ip(), key + ".ip"))
                    .orElseThrow(() -> wrong(key + ".ip is \"" + ip.ip() + "\", which is no address"));
            required(ip.project(), key + ".project");
            var networks = Requests.listOf(spec.networks());
            known(
                    ip.network(),
                    key + ".network",
                    networks.stream().map(InventorySpec.Network::id).toList(),
                    "networks");
            if (networks.stream()
                    .filter(n -> n.id().equals(ip.network()))
                    .flatMap(n -> n.prefixes().stream())
                    .noneMatch(p -> prefix(p, "networks").contains(address))) {
                throw wrong(key + ".ip is " + address + ", which is in no prefix of network " + ip.network());
            }
            if (ip.type() != null) {
                known(ip.type(), key + ".type", List.of("static", "ephemeral"), "types");
            }
        }
    }

    private void machines() {
        var i = 0;
        for (var group : Requests.listOf(spec.machines())) {
            var key = "machines[" + i++ + "]";
            known(group.size(), key + ".size", sizes, "sizes");
            known(group.partition(), key + ".partition", partitions, "partitions");
            if (group.count() != null && (group.count() < 1 || group.count() > 10_000)) {
                throw wrong(key + ".count is " + group.count() + "; it must be between 1 and 10000");
            }
            if (group.id() != null && !isUuid(group.id())) {
                throw wrong(key + ".id is \"" + group.id()
                        + "\", which is no uuid such as 00000000-0000-0000-0000-000000000001");
            }
        }
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void reservations() {
        var i = 0;
        for (var reservation : Requests.listOf(spec.reservations())) {
            var key = "reservations[" + i++ + "]";
            known(reservation.size(), key + ".size", sizes, "sizes");
            known(reservation.project(), key + ".project", projects, "projects");
            if (Requests.listOf(reservation.partitions()).isEmpty()) {
                throw wrong(key + ".partitions is missing");
            }
            reservation.partitions().forEach(p -> known(p, key + ".partitions", partitions, "partitions"));
            if (reservation.amount() < 1) {
                throw wrong(key + ".amount is " + reservation.amount() + "; it must be at least 1");
            }
        }
    }
}
