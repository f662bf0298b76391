package io.metalstack.lab.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A network. Guarded by the lock of {@link Inventory}. */
final class Network {
    final String id;
    final String partitionId;
    final String projectId;
    final boolean privateSuper;
    final boolean underlay;
    final int vrf;
    final @Nullable String parentId;
    final Instant created;

    Instant changed;
    String name;
    String description;
    Map<String, String> labels;
    boolean shared;
    boolean nat;
    List<Prefix> prefixes;
    List<String> destinationPrefixes;
    Map<Family, Integer> childPrefixLength;
    List<String> additionalAnnouncable;

    Network(String id, @Nullable String parentId, int vrf, Requests.CreateNetwork request, Instant created) {
        this.id = id;
        this.parentId = parentId;
        this.vrf = vrf;
        this.created = created;
        this.changed = created;
        partitionId = orEmpty(request.partitionId());
        projectId = orEmpty(request.projectId());
        privateSuper = Boolean.TRUE.equals(request.privateSuper());
        underlay = Boolean.TRUE.equals(request.underlay());
        name = orEmpty(request.name());
        description = orEmpty(request.description());
        labels = request.labels() == null ? Map.of() : Map.copyOf(request.labels());
        shared = Boolean.TRUE.equals(request.shared());
        nat = Boolean.TRUE.equals(request.nat());
        prefixes = Requests.listOf(request.prefixes()).stream()
                .map(Prefix::parse)
                .map(p -> p.orElseThrow())
                .toList();
        destinationPrefixes = Requests.listOf(request.destinationPrefixes());
        childPrefixLength = request.defaultChildPrefixLength() == null
                ? Map.of()
                : request.defaultChildPrefixLength().entrySet().stream()
                        .collect(Collectors.toMap(e -> Family.of(e.getKey()).orElseThrow(), Map.Entry::getValue));
        additionalAnnouncable = Requests.listOf(request.additionalAnnouncableCidrs());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Cut out of a private super network, so only for machines of its own project unless shared. */
    boolean isChild() {
        return parentId != null;
    }

    Set<Family> families() {
        return prefixes.stream().map(Prefix::family).collect(Collectors.toSet());
    }

    /** What {@code networktype} says in the answers of the network routes. */
    String type() {
        if (isChild()) {
            return shared ? "child-shared" : "child";
        }
        return privateSuper ? "super" : underlay ? "underlay" : "external";
    }

    String natType() {
        return nat ? "ipv4-masq" : "none";
    }
}
