package io.metalstack.lab.simulator;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of {@code POST /v1/machine/find}, in metal-api's mixed spelling. */
final class MachineFilters {
    static final Filters<Machine> TABLE = table();

    private MachineFilters() {}

    private static Filters<Machine> table() {
        var filters = new Filters<Machine>()
                .text("id", m -> m.id)
                .text("name", m -> "")
                .text("partition_id", m -> m.partitionId)
                .text("sizeid", m -> m.sizeId)
                .text("rackid", m -> m.rackId)
                .texts("tags", m -> m.tags)
                .text("state_value", m -> m.state)
                .number("hardware_memory", m -> m.hardware.memory())
                .text("allocation_name", ofAllocation(a -> a.name))
                .text("allocation_project", ofAllocation(a -> a.project))
                .text("allocation_image_id", ofAllocation(a -> a.imageId))
                .text("allocation_hostname", ofAllocation(a -> a.hostname))
                .text("allocation_role", ofAllocation(a -> a.role.word()))
                .flag("allocation_succeeded", m -> m.allocation == null ? null : false);
        networks(filters);
        hardware(filters);
        return filters;
    }

    private static Function<Machine, @Nullable String> ofAllocation(Function<Allocation, String> value) {
        return m -> m.allocation == null ? null : value.apply(m.allocation);
    }

    private static <R> Function<Machine, Collection<R>> ofNetworks(Function<Answers.MachineNetwork, Stream<R>> values) {
        return m -> m.allocation == null
                ? List.of()
                : m.allocation.networks.stream().flatMap(values).toList();
    }

    private static void networks(Filters<Machine> filters) {
        filters.texts("network_ids", ofNetworks(n -> Stream.of(n.networkId())))
                .texts("network_prefixes", ofNetworks(n -> n.prefixes().stream()))
                .texts("network_ips", ofNetworks(n -> n.ips().stream()))
                .texts("network_destination_prefixes", ofNetworks(n -> n.destinationPrefixes().stream()))
                .numbers("network_vrfs", ofNetworks(n -> Stream.of((long) n.vrf())))
                .numbers("network_asns", ofNetworks(n -> Stream.of(n.asn())));
    }

    private static void hardware(Filters<Machine> filters) {
        filters.texts(
                        "nics_mac_addresses",
                        m -> m.hardware.nics().stream().map(Answers.Nic::mac).toList())
                .texts(
                        "nics_names",
                        m -> m.hardware.nics().stream().map(Answers.Nic::name).toList())
                .texts(
                        "nics_neighbor_mac_addresses",
                        m -> neighbors(m).map(Answers.Nic::mac).toList())
                .texts(
                        "nics_neighbor_names",
                        m -> neighbors(m).map(Answers.Nic::name).toList())
                .texts("nics_vrfs", m -> List.of())
                .texts("nics_neighbor_vrfs", m -> List.of())
                .texts(
                        "disk_names",
                        m -> m.hardware.disks().stream().map(Answers.Disk::name).toList())
                .numbers(
                        "disk_sizes",
                        m -> m.hardware.disks().stream().map(Answers.Disk::size).toList());
        // The simulated machines have no BMC and no FRU: no value that is asked for is theirs.
        for (var absent : List.of(
                "ipmi_address",
                "ipmi_mac_address",
                "ipmi_user",
                "ipmi_interface",
                "fru_chassis_part_number",
                "fru_chassis_part_serial",
                "fru_board_mfg",
                "fru_board_mfg_serial",
                "fru_board_part_number",
                "fru_product_manufacturer",
                "fru_product_part_number",
                "fru_product_serial")) {
            filters.text(absent, m -> null);
        }
    }

    private static Stream<Answers.Nic> neighbors(Machine m) {
        return m.hardware.nics().stream().flatMap(n -> n.neighbors().stream());
    }
}
