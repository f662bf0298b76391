package io.metalstack.lab.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Fills an inventory from its description. The caller has checked it, see {@link InventoryFile}. */
final class Furnisher {
    private static final Duration IMAGE_LIFE = Duration.ofDays(90);
    private static final long DEFAULT_MEMORY = 2048L << 20;
    private static final long DEFAULT_DISK = 20_000_000_000L;

    private final Inventory inventory;

    Furnisher(Inventory inventory) {
        this.inventory = inventory;
    }

    void furnish(InventorySpec given) {
        var spec = given.complete();
        Requests.listOf(spec.partitions()).forEach(this::partition);
        Requests.listOf(spec.sizes()).forEach(this::size);
        Requests.listOf(spec.images()).forEach(this::image);
        Requests.listOf(spec.layouts()).forEach(this::layout);
        Requests.listOf(spec.projects()).forEach(this::project);
        Requests.listOf(spec.networks()).forEach(this::network);
        Requests.listOf(spec.ips()).forEach(this::ip);
        Requests.listOf(spec.machines()).forEach(g -> machines(g, spec));
        Requests.listOf(spec.reservations()).forEach(this::reservation);
        if (spec.sizeImageConstraints() != null) {
            inventory.sizeImageConstraints.putAll(spec.sizeImageConstraints());
        }
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    void partition(InventorySpec.Partition p) {
        var now = inventory.now();
        inventory.partitions.put(
                p.id(),
                new Catalog.Partition(
                        p.id(),
                        or(p.name(), p.id()),
                        or(p.description(), ""),
                        "",
                        Map.of(),
                        new Catalog.BootConfig("", "", "console=ttyS0,115200n8 ip=dhcp carrier_timeout=10"),
                        Requests.listOf(p.dnsServers()).stream()
                                .map(Answers.DnsServer::new)
                                .toList(),
                        Requests.listOf(p.ntpServers()).stream()
                                .map(Answers.NtpServer::new)
                                .toList(),
                        now,
                        now));
    }

    private static int cores(InventorySpec.Size s) {
        return s.cores() == null ? 1 : s.cores();
    }

    private static long memory(InventorySpec.Size s) {
        return s.memory() == null ? DEFAULT_MEMORY : s.memory();
    }

    private static long disk(InventorySpec.Size s) {
        return s.disk() == null ? DEFAULT_DISK : s.disk();
    }

    void size(InventorySpec.Size s) {
        var now = inventory.now();
        inventory.sizes.put(
                s.id(),
                new Catalog.Size(
                        s.id(),
                        or(s.name(), s.id()),
                        or(s.description(), ""),
                        List.of(
                                new Catalog.SizeConstraint("cores", 1, Math.max(4, cores(s)), null),
                                new Catalog.SizeConstraint(
                                        "memory", 500_000_000L, Math.max(4_000_000_000L, memory(s)), null),
                                new Catalog.SizeConstraint(
                                        "storage", 1_000_000_000L, Math.max(100_000_000_000L, disk(s)), null)),
                        Map.of(),
                        now,
                        now));
    }

    void image(InventorySpec.Image i) {
        var now = inventory.now();
        inventory.images.put(
                i.id(),
                new Catalog.Image(
                        i.id(),
                        or(i.name(), i.id()),
                        "",
                        or(i.url(), ""),
                        i.features() == null ? List.of("machine") : i.features(),
                        now.plus(IMAGE_LIFE),
                        "supported",
                        null,
                        now,
                        now));
    }

    void layout(InventorySpec.Layout l) {
        var wipe = !Boolean.FALSE.equals(l.reinstallable());
        var disks = new ArrayList<Catalog.LayoutDisk>();
        for (var device : Requests.listOf(l.disks())) {
            disks.add(new Catalog.LayoutDisk(
                    device,
                    List.of(
                            new Catalog.LayoutPartition(1, "efi", 500, "ef00"),
                            new Catalog.LayoutPartition(2, "root", 4500, "8300"),
                            new Catalog.LayoutPartition(3, "varlib", 0, "8300")),
                    wipe));
        }
        var images = l.images() == null ? Map.<String, String>of() : l.images();
        inventory.layouts.put(
                l.id(),
                new Catalog.Layout(
                        l.id(),
                        "",
                        "",
                        List.of(),
                        disks,
                        List.of(),
                        List.of(),
                        List.of(),
                        new Catalog.LayoutConstraints(Requests.listOf(l.sizes()), images)));
    }

    void project(InventorySpec.Project p) {
        var now = inventory.now();
        var quotas = p.machineQuota() == null
                ? null
                : new Catalog.Quotas(null, new Catalog.Quota(null, p.machineQuota()), null, null);
        inventory.projects.put(
                p.id(),
                new Catalog.Project(
                        new Catalog.ProjectMeta(p.id(), "Project", "v1", 1, now, now, Map.of(), List.of()),
                        or(p.name(), p.id()),
                        "",
                        or(p.tenant(), "metal-stack"),
                        quotas));
    }

    void network(InventorySpec.Network n) {
        new NetworkAdmin(inventory)
                .create(new Requests.CreateNetwork(
                        n.id(),
                        or(n.name(), n.id()),
                        "",
                        n.partition(),
                        null,
                        n.labels(),
                        null,
                        n.prefixes(),
                        n.destinationPrefixes(),
                        n.nat(),
                        n.type().equals("super"),
                        n.type().equals("underlay"),
                        n.vrf(),
                        null,
                        n.childPrefixLength(),
                        n.additionalAnnouncableCidrs()));
    }

    void ip(InventorySpec.Ip wanted) {
        var ips = new Ips(inventory);
        var ip = ips.acquire(
                inventory.network(wanted.network()),
                Address.parse(wanted.ip()).orElseThrow(() -> ApiError.badRequest(wanted.ip() + " is no address")),
                wanted.project(),
                or(wanted.name(), ""),
                "");
        ip.isStatic = "static".equals(wanted.type());
        ip.tag(Requests.listOf(wanted.tags()));
        ips.note(Ledger.What.IP_ALLOCATED, ip);
    }

    private void machines(InventorySpec.Machines group, InventorySpec spec) {
        var size = Requests.listOf(spec.sizes()).stream()
                .filter(s -> s.id().equals(group.size()))
                .findFirst()
                .orElse(new InventorySpec.Size(group.size(), null, null, null, null, null));
        var count = group.count() == null ? 1 : group.count();
        var id = group.id() == null ? inventory.newUuid() : group.id();
        for (int i = 0; i < count; i++) {
            machine(plus(id, i), group.partition(), or(group.rack(), ""), size);
        }
    }

    private static String plus(String uuid, int i) {
        var first = UUID.fromString(uuid);
        return new UUID(first.getMostSignificantBits(), first.getLeastSignificantBits() + i).toString();
    }

    Machine machine(String id, String partition, String rack, InventorySpec.Size size) {
        var mac = "aa:c1:" + id.substring(id.length() - 8).replaceAll("(..)(?!$)", "$1:");
        var hardware = new Answers.Hardware(
                memory(size),
                0,
                List.of(new Answers.Disk("/dev/vda", disk(size))),
                List.of(new Answers.Cpu("GenuineIntel", "virtual", cores(size), cores(size))),
                List.of(new Answers.Nic(mac, "lan0", mac, List.of())));
        var now = inventory.now();
        var machine = new Machine(id, partition, rack, size.id(), hardware, now);
        waits(machine, now);
        inventory.machines.put(id, machine);
        return machine;
    }

    /** As it looks after it was unpacked, put into the rack and booted. */
    private static void waits(Machine machine, Instant now) {
        machine.receive(ProvisioningEvent.PXE_BOOTING, "machine sent extended dhcp request", now);
        machine.receive(ProvisioningEvent.PREPARING, "prepare machine", now);
        machine.receive(ProvisioningEvent.REGISTERING, "start registering", now);
        machine.receive(ProvisioningEvent.WAITING, "waiting for allocation", now);
    }

    void reservation(InventorySpec.Reservation r) {
        var id = inventory.newUuid();
        inventory.reservations.put(
                id, new Catalog.Reservation(id, "", "", r.size(), r.partitions(), r.project(), r.amount(), Map.of()));
    }
}
