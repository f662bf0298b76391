package io.metalstack.lab.simulator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what the inventory holds into what metal-api answers. */
final class Render {
    private static final int EVENTS_SHOWN = 20;

    private final Inventory inventory;

    Render(Inventory inventory) {
        this.inventory = inventory;
    }

    Answers.Machine machine(Machine m) {
        return new Answers.Machine(
                m.id,
                "",
                "",
                inventory.partitions.get(m.partitionId),
                m.rackId,
                inventory.sizes.get(m.sizeId),
                m.hardware,
                new Answers.Bios("", "", ""),
                m.allocation == null ? null : allocation(m.allocation),
                new Answers.State(
                        m.state.equals(Machine.TAINTED) ? "RESERVED" : m.state,
                        m.stateDescription,
                        m.stateIssuer,
                        m.metalHammerVersion),
                new Answers.Led(m.led, m.ledDescription),
                m.events.liveliness(),
                events(m.events),
                inventory.shuffled(m.tags),
                m.created,
                m.changed);
    }

    private Answers.MachineAllocation allocation(Allocation a) {
        return new Answers.MachineAllocation(
                a.uuid,
                a.creator,
                a.created,
                a.name,
                a.description,
                a.project,
                inventory.images.get(a.imageId),
                a.layout,
                inventory.shuffled(a.networks),
                a.hostname,
                a.sshPubKeys,
                a.userData,
                false,
                a.reinstall,
                null,
                a.role.word(),
                null,
                a.firewallRules,
                a.dnsServers,
                a.ntpServers);
    }

    private static Answers.Events events(EventLog log) {
        return new Answers.Events(
                log.newest(EVENTS_SHOWN).stream().map(Render::event).toList(),
                log.lastEventTime(),
                log.lastErrorEvent() == null ? null : event(log.lastErrorEvent()),
                log.crashLoop(),
                log.failedReclaim());
    }

    private static Answers.Event event(EventLog.Entry entry) {
        return new Answers.Event(entry.time(), entry.event().word(), entry.message());
    }

    Answers.Network network(Network n) {
        var byFamily = n.prefixes.stream()
                .collect(Collectors.groupingBy(
                        Prefix::family,
                        Collectors.reducing(Addresses.Usage.NONE, inventory.addresses::usage, Addresses.Usage::plus)));
        var ipv4 = usage(byFamily.get(Family.IPV4));
        return new Answers.Network(
                n.id,
                n.name,
                n.description,
                n.partitionId,
                n.projectId,
                n.labels,
                n.shared,
                inventory.shuffled(n.prefixes.stream().map(Prefix::toString).toList()),
                n.destinationPrefixes,
                n.childPrefixLength.isEmpty() ? null : childPrefixLength(n),
                n.nat,
                n.privateSuper,
                n.underlay,
                n.vrf,
                null,
                n.parentId,
                n.additionalAnnouncable,
                n.type(),
                n.natType(),
                new Answers.Consumption(ipv4, usage(byFamily.get(Family.IPV6))),
                ipv4 == null ? new Answers.Usage(0, 0, 0, 0) : ipv4,
                n.created,
                n.changed);
    }

    private static Map<String, Integer> childPrefixLength(Network n) {
        var lengths = new TreeMap<String, Integer>();
        n.childPrefixLength.forEach((family, length) -> lengths.put(family.word(), length));
        return lengths;
    }

    private static Answers.@Nullable Usage usage(Addresses.@Nullable Usage u) {
        return u == null
                ? null
                : new Answers.Usage(u.availableIps(), u.usedIps(), u.availablePrefixes(), u.usedPrefixes());
    }

    static Answers.Ip ip(Ip ip) {
        return new Answers.Ip(
                ip.address.toString(),
                ip.allocationUuid,
                ip.name,
                ip.description,
                ip.projectId,
                ip.networkId,
                ip.type(),
                ip.tags(),
                ip.created,
                ip.changed);
    }

    Catalog.Project projectWithUsage(Catalog.Project p) {
        var id = p.meta().id();
        var machines = (int) inventory.machines.values().stream()
                .filter(m -> m.allocation != null && m.allocation.project.equals(id))
                .count();
        var ips = (int) inventory.ips.values().stream()
                .filter(ip -> ip.projectId.equals(id))
                .count();
        var q = p.quotas();
        var quotas = new Catalog.Quotas(
                q == null ? null : q.cluster(),
                used(machines, q == null ? null : q.machine()),
                used(ips, q == null ? null : q.ip()),
                q == null ? null : q.project());
        return new Catalog.Project(p.meta(), p.name(), p.description(), p.tenantId(), quotas);
    }

    private static Catalog.Quota used(int used, Catalog.@Nullable Quota quota) {
        return new Catalog.Quota(used, quota == null ? null : quota.quota());
    }

    /** metal-api's network and project lists are null where others are empty. */
    static <T> @Nullable List<T> nullIfEmpty(List<T> list) {
        return list.isEmpty() ? null : list;
    }
}
