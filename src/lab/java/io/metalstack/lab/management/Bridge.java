package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A network that the lab lays in its own network namespace. Both are routed, not switched: every address on them is a
 * host route, as on a metal-stack machine, whose addresses are announced by its routing daemon.
 *
 * @param device name of the bridge
 * @param hardware its hardware address. A bridge without one takes that of one of its cables, and another one when that
 *     cable goes: with the machine that goes, all others would lose their gateway until they ask for it anew
 * @param gateway the lab's own address on it, where machines send everything
 */
record Bridge(String device, String hardware, String gateway) {
    /** Where the management plane and the simulator listen; Pods and external addresses live here. */
    static final Bridge INTERNET = new Bridge("internet", "02:00:00:00:00:01", "203.0.113.1");

    /** Where machines have their private addresses. Its gateway must not be one that metal-api could give away. */
    static final Bridge NODES = new Bridge("nodes", "02:00:00:00:00:02", "169.254.1.1");

    /** Lays both bridges and lets the lab forward between them. Needs a network namespace of its own. */
    static void lay() {
        Command.of("ip", "link", "set", "lo", "up").run();
        for (var bridge : List.of(INTERNET, NODES)) {
            Command.of(bridge.add()).run();
            Command.of("ip", "addr", "add", bridge.gateway + "/32", "dev", bridge.device)
                    .run();
            Command.of("ip", "link", "set", bridge.device, "up").run();
            // Neighbours on one bridge talk through the lab on purpose; it should not tell them a shorter way.
            set("conf/" + bridge.device + "/send_redirects", "0");
            set("conf/" + bridge.device + "/rp_filter", "0");
        }
        set("conf/all/send_redirects", "0");
        set("conf/all/rp_filter", "0");
        set("ip_forward", "1");
    }

    /** The words that add its device. */
    List<String> add() {
        return List.of("ip", "link", "add", device, "address", hardware, "type", "bridge");
    }

    private static void set(String key, String value) {
        try {
            Files.writeString(Path.of("/proc/sys/net/ipv4").resolve(key), value);
        } catch (IOException e) {
            throw new LabException("cannot set net.ipv4." + key + " in the lab's network: " + e.getMessage(), e);
        }
    }

    /** Sends packets for {@code address} onto this bridge, to whoever has it now. */
    void route(String address) {
        Command.of("ip", "neigh", "flush", "to", address, "dev", device).run();
        Command.of("ip", "route", "replace", address + "/32", "dev", device, "src", INTERNET.gateway)
                .run();
    }

    static void unroute(String address) {
        Command.of("ip", "route", "del", address + "/32").result();
    }

    /** Spreads packets for {@code address} over those who announce it, as equal BGP paths do. */
    void routeTo(String address, Collection<String> announcers) {
        var words = new ArrayList<>(List.of("ip", "route", "replace", address + "/32", "src", INTERNET.gateway));
        announcers.forEach(it -> words.addAll(List.of("nexthop", "via", it, "dev", device, "onlink")));
        Command.of(words).run();
    }
}
