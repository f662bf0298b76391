package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /v1/network} for projects: reading, cutting a child out of a private super network, giving it back. */
final class NetworkRoutes {
    private static final Filters<Network> FILTERS = new Filters<Network>()
            .text("id", n -> n.id)
            .text("name", n -> n.name)
            .text("partitionid", n -> n.partitionId)
            .text("projectid", n -> n.projectId)
            .texts("prefixes", n -> n.prefixes.stream().map(Prefix::toString).toList())
            .texts("destinationprefixes", n -> n.destinationPrefixes)
            .flag("nat", n -> n.nat)
            .flag("privatesuper", n -> n.privateSuper)
            .flag("underlay", n -> n.underlay)
            .number("vrf", n -> (long) n.vrf)
            .text("parentnetworkid", n -> n.parentId)
            .labels("labels", n -> n.labels);

    private final Inventory inventory;
    private final Render render;

    NetworkRoutes(Inventory inventory) {
        this.inventory = inventory;
        this.render = new Render(inventory);
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.LIST_NETWORKS, r -> Render.nullIfEmpty(list(n -> true)));
        handlers.put(Route.GET_NETWORK, r -> render.network(inventory.network(r.id())));
        handlers.put(Route.FIND_NETWORKS, this::find);
        handlers.put(Route.ALLOCATE_NETWORK, this::allocate);
        handlers.put(Route.FREE_NETWORK, this::free);
        handlers.put(Route.FREE_NETWORK_DEPRECATED, this::free);
    }

    private List<Answers.Network> list(Predicate<Network> wanted) {
        return inventory.shuffled(inventory.networks.values().stream()
                .filter(wanted)
                .map(render::network)
                .toList());
    }

    private List<Answers.Network> find(Request request) {
        var query = Json.tree(request.body());
        var family = query.get("addressfamily");
        var wanted = FILTERS.read(query);
        return list(
                family == null || family.isNull()
                        ? wanted
                        : wanted.and(n -> Family.of(family.asText())
                                .filter(n.families()::contains)
                                .isPresent()));
    }

    private Answers.Network allocate(Request request) {
        var wanted = request.read(Requests.AllocateNetwork.class);
        var projectId = required(wanted.projectId(), "projectid");
        var partitionId = required(wanted.partitionId(), "partitionid");
        inventory.project(projectId);
        Inventory.found(inventory.partitions, "partition", partitionId);
        for (var prefix : Requests.listOf(wanted.destinationPrefixes())) {
            NetworkAdmin.parsePrefix(prefix);
        }
        var parent = inventory.superNetworkOf(partitionId).orElseThrow(() -> ApiError.notFound("no network found"));
        var lengths = childLengths(wanted, parent);
        var prefixes = new ArrayList<String>();
        var vrf = inventory.vrfs.acquire();
        lengths.forEach(
                (family, length) -> prefixes.add(cut(parent, family, length).toString()));
        var create = new Requests.CreateNetwork(
                inventory.newUuid(),
                wanted.name(),
                wanted.description(),
                partitionId,
                projectId,
                wanted.labels(),
                wanted.shared(),
                prefixes,
                wanted.destinationPrefixes(),
                wanted.nat(),
                false,
                false,
                vrf,
                null,
                null,
                null);
        var child = new Network(String.valueOf(create.id()), parent.id, vrf, create, inventory.now());
        inventory.networks.put(child.id, child);
        inventory.ledger.add(change(Ledger.What.NETWORK_CREATED, child));
        return render.network(child);
    }

    private static String required(@Nullable String value, String key) {
        if (value == null || value.isEmpty()) {
            throw ApiError.badRequest(key + " should not be empty");
        }
        return value;
    }

    private static Map<Family, Integer> childLengths(Requests.AllocateNetwork wanted, Network parent) {
        if (parent.childPrefixLength.isEmpty()) {
            throw ApiError.internal("super network " + parent.id + " has no defaultchildprefixlength specified");
        }
        var lengths = new TreeMap<>(parent.childPrefixLength);
        var given = wanted.length() == null ? new HashMap<String, Integer>() : wanted.length();
        given.forEach((word, length) -> lengths.put(family(word, "addressfamily of length is invalid "), length));
        if (wanted.addressFamily() != null) {
            var only = family(wanted.addressFamily(), "addressfamily is invalid ");
            if (!lengths.containsKey(only)) {
                throw ApiError.badRequest(
                        "addressfamily " + only.word() + " specified, but no childprefixlength for this addressfamily");
            }
            lengths.keySet().removeIf(f -> f != only);
        }
        return lengths;
    }

    private static Family family(String word, String complaint) {
        return Family.of(word).orElseThrow(() -> ApiError.badRequest(complaint + word));
    }

    private Prefix cut(Network parent, Family family, int length) {
        var from = parent.prefixes.stream()
                .filter(p -> p.family() == family)
                .findFirst()
                .orElseThrow(() -> ApiError.badRequest(
                        "no prefix of addressfamily " + family.word() + " in network " + parent.id));
        return inventory.addresses.cutChild(from, length);
    }

    private Answers.Network free(Request request) {
        var network = inventory.network(request.id());
        release(network);
        return render.network(network);
    }

    /** Gives a child network's prefixes back; refused while addresses of it are in use. */
    void release(Network network) {
        var parent = network.parentId == null ? null : inventory.networks.get(network.parentId);
        for (var prefix : network.prefixes) {
            if (parent == null) {
                throw ApiError.unprocessable(
                        "error releasing child prefix in ipam: not_found: prefix " + prefix + " has no parent");
            }
            var from = parent.prefixes.stream()
                    .filter(p -> p.contains(prefix))
                    .findFirst()
                    .orElseThrow(() -> ApiError.unprocessable("no parent prefix for " + prefix));
            inventory.addresses.releaseChild(from, prefix);
        }
        inventory.networks.remove(network.id);
        inventory.vrfs.release(network.vrf);
        inventory.ledger.add(change(Ledger.What.NETWORK_FREED, network));
    }

    Ledger.Change change(Ledger.What what, Network n) {
        return new Ledger.Change(
                inventory.now(),
                what,
                n.id,
                "",
                n.projectId,
                n.name,
                n.labels.entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .sorted()
                        .toList());
    }
}
