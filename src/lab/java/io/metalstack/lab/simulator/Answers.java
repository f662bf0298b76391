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
            @Nullable Partition partition,
            String rackId,
            @Nullable Size size,
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
            @Nullable Image image,
            @Nullable Layout filesystemLayout,
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

    record Image(
            String id,
            String name,
            String description,
            String url,
            List<String> features,
            @JsonProperty("expirationDate") Instant expirationDate,
            String classification,
            @JsonProperty("usedby") @Nullable List<String> usedBy,
            Instant created,
            Instant changed) {}

    record Size(
            String id,
            String name,
            String description,
            List<SizeConstraint> constraints,
            Map<String, String> labels,
            Instant created,
            Instant changed) {}

    record SizeConstraint(
            String type,
            @JsonInclude(Include.NON_DEFAULT) long min,
            @JsonInclude(Include.NON_DEFAULT) long max,
            @JsonInclude(Include.NON_EMPTY) @Nullable String identifier) {}

    record Reservation(
            String id,
            String name,
            String description,
            String sizeId,
            List<String> partitionIds,
            String projectId,
            int amount,
            @JsonInclude(Include.NON_EMPTY) Map<String, String> labels) {
        /** As a request's body is completed: what was left out is empty. */
        Reservation withDefaults(String newId) {
            return new Reservation(
                    id == null || id.isEmpty() ? newId : id,
                    name == null ? "" : name,
                    description == null ? "" : description,
                    sizeId == null ? "" : sizeId,
                    partitionIds == null ? List.of() : partitionIds,
                    projectId == null ? "" : projectId,
                    amount,
                    labels == null ? Map.of() : labels);
        }
    }

    record ReservationUsage(
            String id,
            String name,
            String description,
            String sizeId,
            String partitionId,
            String projectId,
            int amount,
            int usedAmount,
            int projectAllocations,
            @JsonInclude(Include.NON_EMPTY) Map<String, String> labels) {}

    record Partition(
            String id,
            String name,
            String description,
            String mgmtServiceAddress,
            Map<String, String> labels,
            @JsonProperty("bootconfig") BootConfig bootConfig,

            @JsonProperty("dns_servers") @JsonInclude(Include.NON_EMPTY)
            List<DnsServer> dnsServers,

            @JsonProperty("ntp_servers") @JsonInclude(Include.NON_EMPTY)
            List<NtpServer> ntpServers,

            Instant created,
            Instant changed) {}

    record BootConfig(String imageUrl, String kernelUrl, String commandLine) {}

    @JsonInclude(Include.NON_EMPTY)
    record Capacity(
            String id,
            String name,
            String description,
            @JsonInclude(Include.ALWAYS) List<ServerCapacity> servers) {}

    @JsonInclude(Include.NON_EMPTY)
    record ServerCapacity(
            String size,
            @JsonInclude(Include.NON_DEFAULT) int total,

            @JsonProperty("phoned_home") @JsonInclude(Include.NON_DEFAULT)
            int phonedHome,

            @JsonInclude(Include.NON_DEFAULT) int waiting,
            @JsonInclude(Include.NON_DEFAULT) int other,
            List<String> otherMachines,
            @JsonInclude(Include.NON_DEFAULT) int allocated,
            @JsonInclude(Include.NON_DEFAULT) int allocatable,
            @JsonInclude(Include.NON_DEFAULT) int free,
            @JsonInclude(Include.NON_DEFAULT) int unavailable,
            @JsonInclude(Include.NON_DEFAULT) int faulty,
            List<String> faultyMachines,
            @JsonInclude(Include.NON_DEFAULT) int reservations,
            @JsonInclude(Include.NON_DEFAULT) int usedReservations,
            @JsonInclude(Include.NON_DEFAULT) int remainingReservations) {}

    record Layout(
            String id,
            String name,
            String description,
            List<Filesystem> filesystems,
            List<LayoutDisk> disks,
            List<Raid> raid,
            List<VolumeGroup> volumeGroups,
            List<LogicalVolume> logicalVolumes,
            LayoutConstraints constraints) {}

    record Filesystem(
            @JsonInclude(Include.NON_EMPTY) @Nullable String path,
            String device,
            String format,
            @JsonInclude(Include.NON_EMPTY) @Nullable String label,
            List<String> mountOptions,
            List<String> createOptions) {}

    record LayoutDisk(String device, List<LayoutPartition> partitions, boolean wipeOnReinstall) {}

    record LayoutPartition(
            int number,
            @JsonInclude(Include.NON_EMPTY) @Nullable String label,
            long size,
            String gptType) {}

    record Raid(String arrayName, List<String> devices, String level, List<String> createOptions, int spares) {}

    record VolumeGroup(String name, List<String> devices, List<String> tags) {}

    record LogicalVolume(String name, String volumeGroup, long size, String lvmType) {}

    record LayoutConstraints(List<String> sizes, Map<String, String> images) {}

    @JsonInclude(Include.NON_EMPTY)
    record Project(
            ProjectMeta meta,
            String name,
            String description,
            @JsonProperty("tenant_id") String tenantId,
            @JsonInclude(Include.NON_NULL) @Nullable Quotas quotas) {}

    @JsonInclude(Include.NON_EMPTY)
    record ProjectMeta(
            String id,
            String kind,
            @JsonProperty("apiversion") String apiVersion,
            @JsonInclude(Include.NON_DEFAULT) long version,
            @JsonProperty("created_time") @Nullable Instant createdTime,
            @JsonProperty("updated_time") @Nullable Instant updatedTime,
            Map<String, String> annotations,
            List<String> labels) {}

    @JsonInclude(Include.NON_NULL)
    record Quotas(
            @Nullable Quota cluster,
            @Nullable Quota machine,
            @Nullable Quota ip,
            @Nullable Quota project) {}

    @JsonInclude(Include.NON_NULL)
    record Quota(@Nullable Integer used, @Nullable Integer quota) {}

    record Me(
            @JsonProperty("EMail") String email,
            @JsonProperty("Name") String name,
            @JsonProperty("Groups") List<String> groups,
            @JsonProperty("Tenant") String tenant,
            @JsonProperty("Issuer") String issuer,
            @JsonProperty("Subject") String subject) {}
}
