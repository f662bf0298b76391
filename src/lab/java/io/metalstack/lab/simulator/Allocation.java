package io.metalstack.lab.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who holds a machine, and with what. Guarded by the lock of {@link Inventory}. */
final class Allocation {
    final String uuid;
    final String creator;
    final Instant created;
    final AllocationRole role;
    final String project;
    final String userData;
    final Catalog.@Nullable Layout layout;
    final List<Answers.MachineNetwork> networks;
    final int asn;
    final Answers.@Nullable FirewallRules firewallRules;
    final List<Answers.DnsServer> dnsServers;
    final List<Answers.NtpServer> ntpServers;

    String name;
    String hostname;
    String description;
    String imageId;

    @Nullable
    List<String> sshPubKeys;

    boolean reinstall;

    Allocation(
            String uuid,
            String creator,
            Instant created,
            AllocationRole role,
            Requests.Allocate request,
            String project,
            String imageId,
            Catalog.@Nullable Layout layout,
            List<Answers.MachineNetwork> networks,
            int asn,
            Answers.@Nullable FirewallRules firewallRules,
            List<Answers.DnsServer> dnsServers,
            List<Answers.NtpServer> ntpServers) {
        this.uuid = uuid;
        this.creator = creator;
        this.created = created;
        this.role = role;
        this.name = request.nameOrEmpty();
        this.hostname = request.hostnameOrDefault();
        this.project = project;
        this.userData = request.userData() == null ? "" : request.userData();
        this.layout = layout;
        this.networks = networks;
        this.asn = asn;
        this.firewallRules = firewallRules;
        this.dnsServers = dnsServers;
        this.ntpServers = ntpServers;
        this.description = request.description() == null ? "" : request.description();
        this.imageId = imageId;
        this.sshPubKeys = request.sshPubKeys();
    }

    List<String> ips() {
        return networks.stream().flatMap(n -> n.ips().stream()).toList();
    }
}
