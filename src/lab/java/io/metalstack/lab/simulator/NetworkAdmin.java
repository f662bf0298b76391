package io.metalstack.lab.simulator;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/network} for administrators: super, external and underlay networks. */
final class NetworkAdmin {
    private final Inventory inventory;
    private final Render render;

    NetworkAdmin(Inventory inventory) {
        this.inventory = inventory;
        this.render = new Render(inventory);
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.CREATE_NETWORK, r -> render.network(create(r.read(Requests.CreateNetwork.class))));
        handlers.put(Route.UPDATE_NETWORK, this::update);
        handlers.put(Route.DELETE_NETWORK, this::delete);
    }

    static Prefix parsePrefix(String text) {
        return Prefix.parse(text)
                .orElseThrow(() -> ApiError.badRequest(
                        "given prefix " + text + " is not a valid ip with mask: netip.ParsePrefix(\"" + text + "\")"));
    }

    Network create(Requests.CreateNetwork wanted) {
        var id = wanted.id() == null || wanted.id().isEmpty() ? inventory.newUuid() : wanted.id();
        if (Requests.listOf(wanted.prefixes()).isEmpty()) {
            throw ApiError.badRequest("no prefixes given");
        }
        var prefixes = Requests.listOf(wanted.prefixes()).stream()
                .map(NetworkAdmin::parsePrefix)
                .toList();
        for (var destination : Requests.listOf(wanted.destinationPrefixes())) {
            var family = parsePrefix(destination).family();
            if (prefixes.stream().noneMatch(p -> p.family() == family)) {
                throw ApiError.badRequest("addressfamily:" + family.word()
                        + " of destination prefixes is not present in existing prefixes");
            }
        }
        requireRoles(wanted);
        requireChildLengths(wanted, prefixes);
        if (inventory.networks.containsKey(id)) {
            throw ApiError.conflict("cannot create network in database, entity already exists: " + id);
        }
        for (var prefix : prefixes) {
            inventory.addresses.overlapping(prefix).ifPresent(other -> {
                throw ApiError.unprocessable(prefix + " overlaps " + other);
            });
        }
        var network = new Network(id, null, vrf(wanted), wanted, inventory.now());
        prefixes.forEach(inventory.addresses::add);
        inventory.networks.put(id, network);
        inventory.ledger.add(new NetworkRoutes(inventory).change(Ledger.What.NETWORK_CREATED, network));
        return network;
    }

    private void requireRoles(Requests.CreateNetwork wanted) {
        var privateSuper = Boolean.TRUE.equals(wanted.privateSuper());
        var underlay = Boolean.TRUE.equals(wanted.underlay());
        if (wanted.projectId() != null && !wanted.projectId().isEmpty()) {
            inventory.project(wanted.projectId());
        }
        var partition = wanted.partitionId() == null ? "" : wanted.partitionId();
        if (!partition.isEmpty()) {
            Inventory.found(inventory.partitions, "partition", partition);
            if (privateSuper && inventory.superNetworkOf(partition).isPresent()) {
                throw ApiError.badRequest(
                        "partition with id \"" + partition + "\" already has a private super network");
            }
            if (underlay && inventory.underlayOf(partition).isPresent()) {
                throw ApiError.unprocessable("partition with id \"" + partition + "\" already has an underlay network");
            }
        }
        if (Boolean.TRUE.equals(wanted.nat()) && (privateSuper || underlay)) {
            throw ApiError.badRequest("private super or underlay network is not supposed to NAT");
        }
    }

    private static void requireChildLengths(Requests.CreateNetwork wanted, List<Prefix> prefixes) {
        var lengths = wanted.defaultChildPrefixLength();
        if (!Boolean.TRUE.equals(wanted.privateSuper())) {
            if (lengths != null && !lengths.isEmpty()) {
                throw ApiError.badRequest("defaultchildprefixlength can only be set on privatesuper");
            }
            if (!Requests.listOf(wanted.additionalAnnouncableCidrs()).isEmpty()) {
                throw ApiError.badRequest("additionalAnnouncableCIDRs can only be set in a private super network");
            }
            return;
        }
        for (var prefix : prefixes) {
            var length = childLength(lengths, prefix.family());
            if (length == null) {
                throw ApiError.badRequest("private super network must always contain a defaultchildprefixlength per "
                        + "addressfamily:" + prefix.family().word());
            }
            if (length <= prefix.length()) {
                throw ApiError.badRequest(
                        "given defaultchildprefixlength " + length + " is not greater than prefix length of:" + prefix);
            }
        }
    }

    private static @Nullable Integer childLength(@Nullable Map<String, Integer> lengths, Family family) {
        return lengths == null ? null : lengths.get(family.word());
    }

    private int vrf(Requests.CreateNetwork wanted) {
        if (wanted.vrf() == null || wanted.vrf() == 0) {
            return inventory.vrfs.acquire();
        }
        if (!inventory.vrfs.acquire(wanted.vrf()) && !Boolean.TRUE.equals(wanted.vrfShared())) {
            throw ApiError.conflict("cannot acquire unique integer " + wanted.vrf() + ", vrf is in use");
        }
        return wanted.vrf();
    }

    private Answers.Network update(Request request) {
        var wanted = request.read(Requests.UpdateNetwork.class);
        var network = inventory.network(wanted.id() == null ? "" : wanted.id());
        if (network.shared && Boolean.FALSE.equals(wanted.shared())) {
            throw ApiError.badRequest("once a network is marked as shared it is not possible to unshare it");
        }
        var announcable = Requests.listOf(wanted.additionalAnnouncableCidrs());
        if (!announcable.containsAll(network.additionalAnnouncable)
                && !"true".equals(request.query().get("force"))) {
            throw ApiError.badRequest("you cannot remove additionalannouncablecidrs without setting force");
        }
        if (wanted.prefixes() != null) {
            replacePrefixes(network, wanted.prefixes());
        }
        network.additionalAnnouncable = announcable;
        network.shared |= Boolean.TRUE.equals(wanted.shared());
        network.name = wanted.name() == null ? network.name : wanted.name();
        network.description = wanted.description() == null ? network.description : wanted.description();
        network.labels = wanted.labels() == null ? network.labels : Map.copyOf(wanted.labels());
        if (wanted.destinationPrefixes() != null) {
            wanted.destinationPrefixes().forEach(NetworkAdmin::parsePrefix);
            network.destinationPrefixes = List.copyOf(wanted.destinationPrefixes());
        }
        network.changed = inventory.now();
        inventory.ledger.add(new NetworkRoutes(inventory).change(Ledger.What.NETWORK_CHANGED, network));
        return render.network(network);
    }

    private void replacePrefixes(Network network, List<String> texts) {
        var wanted = texts.stream().map(NetworkAdmin::parsePrefix).toList();
        for (var old : network.prefixes) {
            if (!wanted.contains(old) && inventory.addresses.hasAddressesInUse(old)) {
                throw inUse("unable to update network: prefix ", network, old);
            }
        }
        for (var prefix : wanted) {
            if (!network.prefixes.contains(prefix)) {
                inventory.addresses.overlapping(prefix).ifPresent(other -> {
                    throw ApiError.unprocessable(prefix + " overlaps " + other);
                });
            }
        }
        network.prefixes.stream().filter(p -> !wanted.contains(p)).forEach(inventory.addresses::remove);
        wanted.stream().filter(p -> !network.prefixes.contains(p)).forEach(inventory.addresses::add);
        network.prefixes = wanted;
    }

    private ApiError inUse(String doing, Network network, Prefix prefix) {
        var ip = inventory.ips.values().stream()
                .filter(i -> i.networkId.equals(network.id) && i.prefix.equals(prefix))
                .map(i -> i.address.toString())
                .findFirst()
                .orElse("");
        return ApiError.unprocessable(doing + prefix + " has ip " + ip + " in use");
    }

    private Answers.Network delete(Request request) {
        var network = inventory.network(request.id());
        if (inventory.networks.values().stream().anyMatch(n -> network.id.equals(n.parentId))) {
            throw ApiError.unprocessable("network cannot be deleted because there are children of this network");
        }
        for (var prefix : network.prefixes) {
            if (inventory.addresses.hasAddressesInUse(prefix)) {
                throw inUse("unable to delete network: prefix ", network, prefix);
            }
        }
        network.prefixes.forEach(inventory.addresses::remove);
        inventory.networks.remove(network.id);
        inventory.vrfs.release(network.vrf);
        inventory.ledger.add(new NetworkRoutes(inventory).change(Ledger.What.NETWORK_FREED, network));
        return render.network(network);
    }
}
