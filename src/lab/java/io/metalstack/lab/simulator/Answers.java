package io.metalstack.lab.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that metal-api writes. JSON keys are the names in lower case unless a property says otherwise; what is not
 * marked as omitted is always there, as null or empty.
 */
final class Answers {
    private Answers() {}

    record ErrorBody(@JsonProperty("statuscode") int statusCode, String message) {}

    record Machine(
            String id,
            String name,
            String description,
            Catalog.@Nullable Partition partition,
            String rackId,
            Catalog.@Nullable Size size,
            Hardware hardware,
            Bios bios,
            @Nullable MachineAllocation allocation,
            State state,
            Led ledState,
            String liveliness,
            Events events,
            List<String> tags,
            Instant created,
            Instant changed) {}

    record Hardware(
            long memory,
            @JsonProperty("cpu_cores") int cpuCores,
            List<Disk> disks,
            @JsonInclude(Include.NON_EMPTY) List<Cpu> cpus,
            List<Nic> nics) {}

    record Disk(String name, long size) {}

    record Cpu(String vendor, String model, int cores, int threads) {}

    record Nic(String mac, String name, String identifier, List<Nic> neighbors) {}

    record Bios(String version, String vendor, String date) {}

    record State(
            String value,
            String description,
            @JsonInclude(Include.NON_EMPTY) String issuer,
            @JsonProperty("metal_hammer_version") String metalHammerVersion) {}

    record Led(String value, String description) {}

    record Events(
            List<Event> log,
            @JsonProperty("last_event_time") @Nullable Instant lastEventTime,

            @JsonProperty("last_error_event") @JsonInclude(Include.NON_NULL) @Nullable
            Event lastErrorEvent,

            @JsonProperty("crash_loop") boolean crashLoop,
            @JsonProperty("failed_machine_reclaim") boolean failedMachineReclaim) {}

    record Event(Instant time, String event, String message) {}

    record MachineAllocation(
            String allocationUuid,
            String creator,
            Instant created,
            String name,
            @JsonInclude(Include.NON_EMPTY) String description,
            String project,
            Catalog.@Nullable Image image,
            Catalog.@Nullable Layout filesystemLayout,
            List<MachineNetwork> networks,
            String hostname,
            @JsonProperty("ssh_pub_keys") @Nullable List<String> sshPubKeys,

            @JsonProperty("user_data") @JsonInclude(Include.NON_EMPTY)
            String userData,

            boolean succeeded,
            boolean reinstall,
            @JsonProperty("boot_info") @Nullable BootInfo bootInfo,
            String role,
            @Nullable Object vpn,

            @JsonProperty("firewall_rules") @JsonInclude(Include.NON_NULL) @Nullable
            FirewallRules firewallRules,

            @JsonProperty("dns_servers") @JsonInclude(Include.NON_EMPTY)
            List<DnsServer> dnsServers,

            @JsonProperty("ntp_servers") @JsonInclude(Include.NON_EMPTY)
            List<NtpServer> ntpServers) {}

    record BootInfo(
            @JsonProperty("image_id") String imageId,
            @JsonProperty("primary_disk") String primaryDisk,
            @JsonProperty("os_partition") String osPartition,
            String initrd,
            String cmdline,
            String kernel,
            String bootloaderId) {}

    record MachineNetwork(
            String networkId,
            List<String> prefixes,
            List<String> ips,
            List<String> destinationPrefixes,
            String networkType,
            int vrf,
            long asn,
            boolean nat,
            @JsonProperty("private") boolean isPrivate,
            boolean underlay,
            String projectId,
            String networkTypeV2,
            String natTypeV2) {}

    record FirewallRules(List<EgressRule> egress, List<IngressRule> ingress) {}

    record EgressRule(String protocol, List<Integer> ports, List<String> to, String comment) {}

    record IngressRule(String protocol, List<Integer> ports, List<String> to, List<String> from, String comment) {}

    record DnsServer(@Nullable String ip) {}

    record NtpServer(@Nullable String address) {}

    record Network(
            String id,
            String name,
            String description,
            String partitionId,
            String projectId,
            Map<String, String> labels,
            boolean shared,
            List<String> prefixes,
            List<String> destinationPrefixes,
            @Nullable Map<String, Integer> defaultChildPrefixLength,
            boolean nat,
            boolean privateSuper,
            boolean underlay,
            int vrf,
            @Nullable Boolean vrfShared,
            @Nullable String parentNetworkId,

            @JsonProperty("additionalAnnouncableCIDRs") @JsonInclude(Include.NON_EMPTY)
            List<String> additionalAnnouncableCidrs,

            @Nullable String networkType,
            @Nullable String natType,
            Consumption consumption,
            Usage usage,
            Instant created,
            Instant changed) {}

    record Consumption(@Nullable Usage ipv4, @Nullable Usage ipv6) {}

    record Usage(
            @JsonProperty("available_ips") long availableIps,
            @JsonProperty("used_ips") long usedIps,
            @JsonProperty("available_prefixes") long availablePrefixes,
            @JsonProperty("used_prefixes") long usedPrefixes) {}

    record Ip(
            String ipAddress,
            String allocationUuid,
            String name,
            String description,
            String projectId,
            String networkId,
            String type,
            List<String> tags,
            Instant created,
            Instant changed) {}

    record Me(
            @JsonProperty("EMail") String email,
            @JsonProperty("Name") String name,
            @JsonProperty("Groups") List<String> groups,
            @JsonProperty("Tenant") String tenant,
            @JsonProperty("Issuer") String issuer,
            @JsonProperty("Subject") String subject) {}
}
