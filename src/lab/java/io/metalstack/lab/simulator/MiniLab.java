package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The inventory of mini-lab c3279864, flavour capms_dell_sonic: what a simulator has unless it is told otherwise. */
final class MiniLab {
    private MiniLab() {}

    static InventorySpec inventory() {
        var systems = new LinkedHashMap<String, String>();
        for (var os : List.of("debian", "ubuntu", "capms-ubuntu", "firewall-ubuntu")) {
            systems.put(os, "*");
        }
        var layouts = new ArrayList<InventorySpec.Layout>();
        layouts.add(
                new InventorySpec.Layout("default", List.of(InventorySpec.SMALL), systems, List.of("/dev/vda"), true));
        layouts.add(new InventorySpec.Layout("raid", null, null, List.of("/dev/vda", "/dev/vdb"), false));
        layouts.add(new InventorySpec.Layout("lvm", null, null, List.of("/dev/vda"), false));
        return new InventorySpec(
                        List.of(new InventorySpec.Partition(
                                InventorySpec.MINI_LAB, InventorySpec.MINI_LAB, null, null, null)),
                        List.of(new InventorySpec.Size(
                                InventorySpec.SMALL,
                                InventorySpec.SMALL,
                                "The Tiny Virtual",
                                1,
                                2048L << 20,
                                20_000_000_000L)),
                        List.of(
                                image("firewall-ubuntu-3.0", "Firewall 3 Ubuntu", "firewall"),
                                image("ubuntu-26.4", "Ubuntu 26.04", "machine"),
                                image("debian-13.0", "Debian 13", "machine")),
                        layouts,
                        List.of(new InventorySpec.Project(
                                InventorySpec.SAMPLE_PROJECT, "sample-project", "metal-stack", null)),
                        miniLabNetworks(),
                        List.of(reserved("203.0.113.142", "reserve v4"), reserved("2001:db8:0:113::142", "reserve v6")),
                        List.of(),
                        List.of(),
                        Map.of(),
                        null)
                .withMachines(4);
    }

    private static InventorySpec.Image image(String id, String name, String feature) {
        var url = "https://images.metal-stack.io/metal-os/stable/" + id.replace('-', '/') + "/img.tar.lz4";
        return new InventorySpec.Image(id, name, url, List.of(feature));
    }

    private static InventorySpec.Ip reserved(String ip, String name) {
        return new InventorySpec.Ip(
                ip, InventorySpec.INTERNET, "00000000-0000-0000-0000-000000000000", name, "static", null);
    }

    private static List<InventorySpec.Network> miniLabNetworks() {
        return List.of(
                InventorySpec.Network.privateSuper(
                                "tenant-super-network-mini-lab",
                                InventorySpec.MINI_LAB,
                                List.of("10.0.0.0/16", "2001:db8:0:10::/64"),
                                Map.of("IPv4", 22, "IPv6", 96))
                        .announcing("10.240.0.0/12"),
                new InventorySpec.Network(
                        InventorySpec.INTERNET,
                        "external",
                        List.of("203.0.113.128/25", "2001:db8:0:113::/64"),
                        null,
                        null,
                        List.of("0.0.0.0/0", "::/0"),
                        true,
                        104009,
                        Map.of("network.metal-stack.io/default", "", "network.metal-stack.io/default-external", ""),
                        null,
                        null),
                InventorySpec.Network.underlay("underlay-mini-lab", InventorySpec.MINI_LAB, List.of("10.1.0.0/24")));
    }
}
