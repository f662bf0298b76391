package io.metalstack.lab.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a simulator starts with, in the words of its YAML file. Lists that are absent are empty.
 *
 * @param keys the secrets of the three users; mini-lab's when absent
 * @param sizeImageConstraints by size id: which versions of an operating system it can run, e.g. {@code ubuntu: ">= 22"}
 */
public record InventorySpec(
        @Nullable List<Partition> partitions,
        @Nullable List<Size> sizes,
        @Nullable List<Image> images,
        @Nullable List<Layout> layouts,
        @Nullable List<Project> projects,
        @Nullable List<Network> networks,
        @Nullable List<Ip> ips,
        @Nullable List<Machines> machines,
        @Nullable List<Reservation> reservations,
        @Nullable Map<String, Map<String, String>> sizeImageConstraints,
        @Nullable Keys keys) {

    /** A description that leaves out everything. */
    static final InventorySpec NOTHING_GIVEN =
            new InventorySpec(null, null, null, null, null, null, null, null, null, null, null);

    /** The project of mini-lab. */
    public static final String SAMPLE_PROJECT = "00000000-0000-0000-0000-000000000001";

    /** The partition of mini-lab. */
    public static final String MINI_LAB = "mini-lab";

    /** The size of mini-lab's machines. */
    public static final String SMALL = "v1-small-x86";

    /** mini-lab's external network. */
    public static final String INTERNET = "internet-mini-lab";

    /** A location. */
    public record Partition(
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable List<String> dnsServers,
            @Nullable List<String> ntpServers) {}

    /** A kind of hardware; memory and disk of its machines in bytes. */
    public record Size(
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable Integer cores,
            @Nullable Long memory,
            @Nullable Long disk) {}

    /**
     * An operating system image.
     *
     * @param id {@code <os>-<major>.<minor>[.<patch>]}
     * @param features {@code machine}, {@code firewall} or both; machine when absent
     */
    public record Image(
            String id,
            @Nullable String name,
            @Nullable String url,
            @Nullable List<String> features) {}

    /**
     * Where an image is installed.
     *
     * @param images by operating system: the versions it suits, {@code *} for all
     * @param disks device names, e.g. {@code /dev/vda}
     * @param reinstallable whether its disks may be wiped for a reinstall; true when absent
     */
    public record Layout(
            String id,
            @Nullable List<String> sizes,
            @Nullable Map<String, String> images,
            @Nullable List<String> disks,
            @Nullable Boolean reinstallable) {}

    /** Who pays. The quota is of machines; none when absent. */
    public record Project(
            String id,
            @Nullable String name,
            @Nullable String tenant,
            @Nullable Integer machineQuota) {}

    /**
     * A network that is there from the start; child networks are allocated through the API.
     *
     * @param type {@code super}, {@code external} or {@code underlay}
     * @param childPrefixLength of a super network, by {@code IPv4} and {@code IPv6}
     */
    public record Network(
            String id,
            String type,
            List<String> prefixes,
            @Nullable String name,
            @Nullable String partition,
            @Nullable List<String> destinationPrefixes,
            @Nullable Boolean nat,
            @Nullable Integer vrf,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, Integer> childPrefixLength,
            @Nullable List<String> additionalAnnouncableCidrs) {
        /** A network out of which the node networks of a partition are cut. */
        public static Network privateSuper(
                String id, String partition, List<String> prefixes, Map<String, Integer> childPrefixLength) {
            return new Network(id, "super", prefixes, null, partition, null, null, null, null, childPrefixLength, null);
        }

        /** The network between the firewalls and switches of a partition. */
        public static Network underlay(String id, String partition, List<String> prefixes) {
            return new Network(id, "underlay", prefixes, null, partition, null, null, null, null, null, null);
        }

        /** The same with prefixes that its machines may announce besides their own. */
        public Network announcing(String... cidrs) {
            return new Network(
                    id,
                    type,
                    prefixes,
                    name,
                    partition,
                    destinationPrefixes,
                    nat,
                    vrf,
                    labels,
                    childPrefixLength,
                    List.of(cidrs));
        }
    }

    /** An address that somebody holds from the start. */
    public record Ip(
            String ip,
            String network,
            String project,
            @Nullable String name,
            @Nullable String type,
            @Nullable List<String> tags) {}

    /**
     * Some equal machines, waiting to be allocated.
     *
     * @param count 1 when absent
     * @param id of the first; the others count up from it; generated when absent
     */
    public record Machines(
            @Nullable Integer count,
            @Nullable String id,
            String size,
            String partition,
            @Nullable String rack) {}

    /** Machines of a size that are kept for a project. */
    public record Reservation(String size, List<String> partitions, String project, int amount) {}

    /** These lists, none of them null. */
    InventorySpec complete() {
        return new InventorySpec(
                Requests.listOf(partitions),
                Requests.listOf(sizes),
                Requests.listOf(images),
                Requests.listOf(layouts),
                Requests.listOf(projects),
                Requests.listOf(networks),
                Requests.listOf(ips),
                Requests.listOf(machines),
                Requests.listOf(reservations),
                sizeImageConstraints == null ? Map.of() : sizeImageConstraints,
                keys);
    }

    /**
     * The same with mini-lab's for what is left out. A layout for everything comes with images or sizes that are not
     * mini-lab's, and addresses only with mini-lab's networks.
     */
    InventorySpec orMiniLab() {
        var lab = miniLab();
        var own = sizes != null || images != null;
        var someImages = images == null ? lab.images : images;
        var someSizes = sizes == null ? lab.sizes : sizes;
        return new InventorySpec(
                        partitions == null ? lab.partitions : partitions,
                        someSizes,
                        someImages,
                        layouts != null ? layouts : own ? List.of(anyLayout(someSizes, someImages)) : lab.layouts,
                        projects == null ? lab.projects : projects,
                        networks == null ? lab.networks : networks,
                        ips != null ? ips : networks == null ? lab.ips : List.of(),
                        machines == null ? lab.machines : machines,
                        reservations,
                        sizeImageConstraints,
                        keys)
                .complete();
    }

    private static Layout anyLayout(@Nullable List<Size> sizes, @Nullable List<Image> images) {
        var systems = new LinkedHashMap<String, String>();
        for (var image : Requests.listOf(images)) {
            Images.Id.parse(String.valueOf(image.id())).ifPresent(id -> systems.put(id.os(), "*"));
        }
        var ids =
                Requests.listOf(sizes).stream().map(s -> String.valueOf(s.id())).toList();
        return new Layout("default", ids, systems, List.of("/dev/vda"), true);
    }

    /** The same with further images for machines. */
    public InventorySpec withImages(String... ids) {
        return withImages(null, ids);
    }

    /** The same with further images for firewalls. */
    public InventorySpec withFirewallImages(String... ids) {
        return withImages(List.of("firewall"), ids);
    }

    private InventorySpec withImages(@Nullable List<String> features, String... ids) {
        var more = Stream.of(ids).map(id -> new Image(id, null, null, features));
        return new InventorySpec(
                partitions,
                sizes,
                Stream.concat(Requests.listOf(images).stream(), more).toList(),
                layouts,
                projects,
                networks,
                ips,
                machines,
                reservations,
                sizeImageConstraints,
                keys);
    }

    /** The same with so many machines of the first size in the first partition, and no others. */
    public InventorySpec withMachines(int count) {
        var group = new Machines(
                count,
                "00000000-0000-0000-0000-000000000001",
                Requests.listOf(sizes).getFirst().id(),
                Requests.listOf(partitions).getFirst().id(),
                "test-rack");
        return withMachines(List.of(group));
    }

    /** The same with these machines, and no others. */
    public InventorySpec withMachines(List<Machines> groups) {
        return new InventorySpec(
                partitions,
                sizes,
                images,
                layouts,
                projects,
                networks,
                ips,
                groups,
                reservations,
                sizeImageConstraints,
                keys);
    }

    /** mini-lab with four machines. */
    public static InventorySpec miniLab() {
        return MiniLab.inventory();
    }
}
