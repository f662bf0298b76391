package io.metalstack.lab.simulator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What there is to choose from, as metal-api answers it and as the inventory keeps it: partitions, sizes, images,
 * layouts, projects. For the keys see {@link Answers}.
 */
final class Catalog {
    private Catalog() {}

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
            List<Answers.DnsServer> dnsServers,

            @JsonProperty("ntp_servers") @JsonInclude(Include.NON_EMPTY)
            List<Answers.NtpServer> ntpServers,

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
}
