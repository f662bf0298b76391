package io.metalstack.lab.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What metal-api checks of an allocate request before it looks for a machine, in its order and words. */
final class AllocationCheck {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,62})(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,62}))*\\.?");

    private final Inventory inventory;

    AllocationCheck(Inventory inventory) {
        this.inventory = inventory;
    }

    /**
     * A request that may be tried.
     *
     * @param machine the one asked for by uuid, else null
     */
    record Plan(
            Requests.Allocate request,
            AllocationRole role,
            Catalog.Image image,
            @Nullable Machine machine,
            Catalog.Size size,
            Catalog.Partition partition,
            Catalog.Project project,
            Catalog.Layout layout,
            List<Requests.WantedNetwork> networks,
            List<Address> ips,
            Answers.@Nullable FirewallRules rules,
            List<Answers.DnsServer> dnsServers,
            List<Answers.NtpServer> ntpServers) {}

    Plan check(Requests.Allocate request, AllocationRole role) {
        var networks = networks(request);
        var image = image(request);
        var rules = role == AllocationRole.FIREWALL ? FirewallRuleCheck.check(request.firewallRules()) : null;
        requireFeature(image, role);
        var machine = namedMachine(request);
        var size = size(request, machine);
        var partition = partition(request, machine);
        var dns = dnsServers(request, partition);
        var ntp = ntpServers(request, partition);
        var projectId = orEmpty(request.projectId());
        if (projectId.isEmpty()) {
            throw ApiError.unprocessable("project id must be specified");
        }
        var ips = ips(request);
        Requests.listOf(request.sshPubKeys()).forEach(SshKeys::check);
        requireAddresses(networks, ips, role);
        requireConstraint(size, image);
        var project = inventory.project(projectId);
        requireQuota(project);
        var layout = layout(request, size, image);
        return new Plan(
                request, role, image, machine, size, partition, project, layout, networks, ips, rules, dns, ntp);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<Requests.WantedNetwork> networks(Requests.Allocate request) {
        if (request.networks() == null) {
            throw ApiError.badRequest("network ids cannot be nil");
        }
        if (request.networks().isEmpty()) {
            throw ApiError.badRequest("network ids cannot be empty");
        }
        return request.networks();
    }

    private Catalog.Image image(Requests.Allocate request) {
        var id = orEmpty(request.imageId());
        return Images.newest(inventory.images.values(), id)
                .orElseThrow(() -> ApiError.notFound("no image for id:" + id + " found:" + reason(id))
                        .as(400));
    }

    private static String reason(String id) {
        return Images.Id.parse(id).isPresent() ? "no matching version" : "image does not contain a version";
    }

    private static void requireFeature(Catalog.Image image, AllocationRole role) {
        if (!image.features().contains(role.word())) {
            throw ApiError.badRequest("given image is not usable for a " + role.word() + ", features: "
                    + String.join(", ", image.features()));
        }
    }

    private @Nullable Machine namedMachine(Requests.Allocate request) {
        var uuid = orEmpty(request.uuid());
        if (uuid.isEmpty()) {
            if (orEmpty(request.partitionId()).isEmpty()) {
                throw ApiError.badRequest("when no machine id is given, a partition id must be specified");
            }
            if (orEmpty(request.sizeId()).isEmpty()) {
                throw ApiError.badRequest("when no machine id is given, a size id must be specified");
            }
            return null;
        }
        var machine = inventory.machines.get(uuid);
        if (machine == null) {
            throw ApiError.notFound("machine", uuid)
                    .within("uuid given but no machine found with uuid:" + uuid + " err:")
                    .as(400);
        }
        return machine;
    }

    private Catalog.Size size(Requests.Allocate request, @Nullable Machine machine) {
        var id = machine == null ? orEmpty(request.sizeId()) : machine.sizeId;
        return known(inventory.sizes, "size", id);
    }

    private Catalog.Partition partition(Requests.Allocate request, @Nullable Machine machine) {
        var id = machine == null ? orEmpty(request.partitionId()) : machine.partitionId;
        return known(inventory.partitions, "partition", id);
    }

    private static <T> T known(Map<String, T> things, String entity, String id) {
        var thing = things.get(id);
        if (thing == null) {
            throw ApiError.notFound(entity, id)
                    .within(entity + ":" + id + " not found err:")
                    .as(400);
        }
        return thing;
    }

    private static List<Answers.DnsServer> dnsServers(Requests.Allocate request, Catalog.Partition partition) {
        if (request.dnsServers() == null || request.dnsServers().isEmpty()) {
            return partition.dnsServers();
        }
        if (request.dnsServers().size() > 3) {
            throw ApiError.badRequest("please do not define more than three dns servers");
        }
        for (var server : request.dnsServers()) {
            if (Address.parse(String.valueOf(server.ip())).isEmpty()) {
                throw ApiError.badRequest("ip: " + server.ip() + " for dns server not correct err: unable to parse IP");
            }
        }
        return request.dnsServers();
    }

    private static List<Answers.NtpServer> ntpServers(Requests.Allocate request, Catalog.Partition partition) {
        if (request.ntpServers() == null || request.ntpServers().isEmpty()) {
            return partition.ntpServers();
        }
        if (request.ntpServers().size() > 5) {
            throw ApiError.badRequest("please do not define more than five ntp servers");
        }
        for (var server : request.ntpServers()) {
            var address = String.valueOf(server.address());
            if (Address.parse(address).isEmpty() && !HOST_NAME.matcher(address).matches()) {
                throw ApiError.badRequest("dns name: " + address + " for ntp server not correct");
            }
        }
        return request.ntpServers();
    }

    private static List<Address> ips(Requests.Allocate request) {
        return Requests.listOf(request.ips()).stream()
                .map(ip -> Address.parse(ip)
                        .orElseThrow(() -> ApiError.unprocessable("\"" + ip + "\" is not a valid IP address")))
                .toList();
    }

    private static void requireAddresses(
            List<Requests.WantedNetwork> networks, List<Address> ips, AllocationRole role) {
        var withoutAuto = networks.stream()
                .filter(Predicate.not(Requests.WantedNetwork::acquires))
                .count();
        if (role == AllocationRole.FIREWALL && ips.isEmpty() && withoutAuto == networks.size()) {
            throw ApiError.unprocessable("when no ip is given at least one auto acquire network must be specified");
        }
        if (withoutAuto > ips.size()) {
            throw ApiError.unprocessable("missing ip(s) for network(s) without automatic ip allocation");
        }
    }

    private void requireConstraint(Catalog.Size size, Catalog.Image image) {
        var constraints = inventory.sizeImageConstraints.getOrDefault(size.id(), Map.of());
        var id = Images.Id.parse(image.id()).orElseThrow();
        var range = constraints.get(id.os());
        if (range != null && !id.version().within(range)) {
            throw ApiError.unprocessable("given size:" + size.id() + " with image:" + image.id()
                    + " does violate image constraint:" + id.os() + " " + range);
        }
    }

    private void requireQuota(Catalog.Project project) {
        var quotas = project.quotas();
        var machineQuota = quotas == null ? null : quotas.machine();
        var max = machineQuota == null ? null : machineQuota.quota();
        if (max == null) {
            return;
        }
        var held = inventory.machines.values().stream()
                .filter(m -> m.allocation != null
                        && m.allocation.project.equals(project.meta().id()))
                .filter(m -> !inventory.races.quotaCountsFirewalls || m.isFirewall())
                .count();
        if (held >= max) {
            throw ApiError.unprocessable("project quota for machines reached max:" + max);
        }
    }

    private Catalog.Layout layout(Requests.Allocate request, Catalog.Size size, Catalog.Image image) {
        var wanted = orEmpty(request.filesystemLayoutId());
        if (!wanted.isEmpty()) {
            return Inventory.found(inventory.layouts, "filesystemlayout", wanted);
        }
        return inventory.layouts.values().stream()
                .filter(layout -> suits(layout, size, image))
                .findFirst()
                .orElseThrow(() -> ApiError.unprocessable("could not find a matching filesystemLayout for size:"
                        + size.id() + " and image:" + image.id()));
    }

    private static boolean suits(Catalog.Layout layout, Catalog.Size size, Catalog.Image image) {
        var id = Images.Id.parse(image.id()).orElseThrow();
        return layout.constraints().sizes().contains(size.id())
                && Optional.ofNullable(layout.constraints().images().get(id.os()))
                        .filter(range -> id.version().within(range))
                        .isPresent();
    }
}
