package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /v1/ip}. */
final class IpRoutes {
    private static final Filters<Ip> FILTERS = new Filters<Ip>()
            .text("ipaddress", ip -> ip.address.toString())
            .text("allocationuuid", ip -> ip.allocationUuid)
            .text("name", ip -> ip.name)
            .text("networkprefix", ip -> ip.prefix.toString())
            .text("networkid", ip -> ip.networkId)
            .texts("tags", Ip::tags)
            .text("projectid", ip -> ip.projectId)
            .text("type", Ip::type)
            .text("addressfamily", ip -> ip.address.family().word());

    private final Inventory inventory;
    private final Ips ips;

    IpRoutes(Inventory inventory) {
        this.inventory = inventory;
        this.ips = new Ips(inventory);
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.LIST_IPS, r -> list(ip -> true));
        handlers.put(Route.GET_IP, r -> Render.ip(inventory.ip(r.id())));
        handlers.put(Route.FIND_IPS, this::find);
        handlers.put(Route.ALLOCATE_IP, r -> allocate(r, null));
        handlers.put(Route.ALLOCATE_SPECIFIC_IP, r -> allocate(r, r.id()));
        handlers.put(Route.UPDATE_IP, this::update);
        handlers.put(Route.FREE_IP, this::free);
        handlers.put(Route.FREE_IP_DEPRECATED, this::free);
    }

    private List<Answers.Ip> list(Predicate<Ip> wanted) {
        return inventory.shuffled(
                inventory.ips.values().stream().filter(wanted).map(Render::ip).toList());
    }

    private List<Answers.Ip> find(Request request) {
        var query = Json.tree(request.body());
        var machine = query.get("machineid");
        var wanted = FILTERS.read(query);
        return list(
                machine == null || machine.isNull()
                        ? wanted
                        : wanted.and(ip -> ip.tags().contains(Ip.machineTag(machine.asText()))));
    }

    private Answers.Ip allocate(Request request, @Nullable String specific) {
        var wanted = request.read(Requests.AllocateIp.class);
        var networkId = required(wanted.networkId(), "networkid");
        var projectId = required(wanted.projectId(), "projectid");
        var network = inventory.network(networkId);
        if (network.prefixes.isEmpty()) {
            throw ApiError.unprocessable("given network " + network.id + " does not have prefixes");
        }
        var family = family(wanted, network, specific);
        inventory.project(projectId);
        if (network.isChild() && !network.shared && !network.projectId.equals(projectId)) {
            throw ApiError.unprocessable("can not allocate ip for project \"" + projectId
                    + "\" because network belongs to \"" + network.projectId + "\" and the network is not shared");
        }
        var name = wanted.name() == null ? "" : wanted.name();
        var description = wanted.description() == null ? "" : wanted.description();
        var ip = specific == null
                ? ips.acquire(network, family, projectId, name, description)
                : ips.acquire(network, parsed(specific), projectId, name, description);
        ip.isStatic = "static".equals(wanted.type());
        var tags = new ArrayList<>(Requests.listOf(wanted.tags()));
        if (wanted.machineId() != null && !wanted.machineId().isEmpty()) {
            tags.add(Ip.machineTag(wanted.machineId()));
        }
        ip.tag(tags);
        ips.note(Ledger.What.IP_ALLOCATED, ip);
        return Render.ip(ip);
    }

    private static String required(@Nullable String value, String key) {
        if (value == null || value.isEmpty()) {
            throw ApiError.badRequest(key + " should not be empty");
        }
        return value;
    }

    private static Family family(Requests.AllocateIp wanted, Network network, @Nullable String specific) {
        if (wanted.addressFamily() == null) {
            return network.families().equals(Set.of(Family.IPV6)) ? Family.IPV6 : Family.IPV4;
        }
        var family = Family.of(wanted.addressFamily())
                .orElseThrow(() -> ApiError.unprocessable(
                        "given addressfamily is invalid:" + wanted.addressFamily() + ", must be IPv4 or IPv6"));
        if (!network.families().contains(family)) {
            throw ApiError.badRequest("there is no prefix for the given addressfamily:" + family.word()
                    + " present in network:" + network.id);
        }
        if (specific != null) {
            throw ApiError.badRequest("it is not possible to specify specificIP and addressfamily");
        }
        return family;
    }

    private static Address parsed(String specific) {
        return Address.parse(specific)
                .orElseThrow(() -> ApiError.unprocessable(
                        "unable to parse specific ip: ParseAddr(\"" + specific + "\"): unable to parse IP"));
    }

    private Answers.Ip update(Request request) {
        var wanted = request.read(Requests.UpdateIp.class);
        var ip = inventory.ip(wanted.ipAddress() == null ? "" : wanted.ipAddress());
        if (wanted.type() != null && !wanted.type().isEmpty()) {
            if (ip.isStatic && !wanted.type().equals("static")) {
                throw ApiError.badRequest("cannot change type of ip address from static to ephemeral");
            }
            ip.isStatic = wanted.type().equals("static");
        }
        if (wanted.name() != null) {
            ip.name = wanted.name();
        }
        if (wanted.description() != null) {
            ip.description = wanted.description();
        }
        if (wanted.tags() != null) {
            ip.tag(wanted.tags());
        }
        ip.changed = inventory.now();
        ips.note(Ledger.What.IP_CHANGED, ip);
        return Render.ip(ip);
    }

    private Answers.Ip free(Request request) {
        var ip = inventory.ip(request.id());
        if (ip.hasMachineScope()) {
            throw ApiError.badRequest("ip with machine scope can not be deleted");
        }
        ips.release(ip);
        return Render.ip(ip);
    }
}
