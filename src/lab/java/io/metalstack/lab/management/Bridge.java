package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

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

    /** The routing table of all addresses that machines announce. */
    private static final int ANNOUNCED = 100;

    /** The priority of the rules that send a node network's packets to its own table, see {@link Egress}. */
    static final int EGRESS_RULES = 300;

    /**
     * What the lab forwards, in this order: what a machine announces, for everybody; then what comes from a node network,
     * by {@link Egress} alone; then the lab's own addresses and the internet side. That a node does not reach the lab
     * itself is why the rule for local addresses has to move behind the others. What remains for nodes is their gateway,
     * where nothing listens: the answers to the lab's own questions go there.
     */
    static final List<String> RULES = List.of(
            "rule add pref 100 lookup " + ANNOUNCED,
            "rule add pref 200 iif %s to %s lookup local".formatted(NODES.device, NODES.gateway),
            "rule add pref 400 lookup local",
            "rule del pref 0");

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
        // Equal paths are chosen by connection, as the switches of metal-stack do, and not by pairs of addresses.
        set("fib_multipath_hash_policy", "1");
        batch(RULES);
        set("ip_forward", "1");
    }

    /** Runs commands of {@code ip} in the lab's own network, until the first that fails. */
    static void batch(List<String> lines) {
        Command.of("ip", "-batch", "-").reading(String.join("\n", lines) + "\n").run();
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

    /** Sends packets for a machine's {@code address} onto this bridge, to whoever has it now. */
    void announce(String address) {
        Command.of("ip", "neigh", "flush", "to", address, "dev", device).run();
        batch(List.of("route replace %s/32 dev %s src %s table %d".formatted(address, device, gateway, ANNOUNCED)));
    }

    /** Spreads packets for {@code address} over those who announce it, as equal BGP paths do. */
    void announce(String address, Collection<String> announcers) {
        batch(List.of(
                "route replace %s/32 src %s table %d %s".formatted(address, gateway, ANNOUNCED, nextHops(announcers))));
    }

    /** Ends the announcement of an address. */
    static void withdraw(String address) {
        Command.of("ip", "route", "del", address + "/32", "table", Integer.toString(ANNOUNCED))
                .result();
    }

    /** Sends packets for an {@code address} that is no machine's onto this bridge: nodes do not reach it by themselves. */
    void route(String address) {
        Command.of("ip", "neigh", "flush", "to", address, "dev", device).run();
        batch(List.of("route replace %s/32 dev %s src %s".formatted(address, device, gateway)));
    }

    /** Machines on this bridge as equal next hops, in words of {@code ip route}. */
    String nextHops(Collection<String> machines) {
        return machines.stream()
                .map(it -> "nexthop via %s dev %s onlink".formatted(it, device))
                .collect(Collectors.joining(" "));
    }
}
