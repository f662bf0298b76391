package io.metalstack.lab.management;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The way out of each node network, for packets to whatever no machine announces: all living firewalls of the network
 * alike, as each of them announces the default route on real metal; none without one. The lab has a routing table for
 * each node network, which rules choose by the sender's address. Answers of a control-plane address have another sender
 * and go back as they came.
 */
final class Egress {
    private static final int FIRST_TABLE = 1001;

    private final Consumer<List<String>> router;
    private final Map<String, Integer> tables = new HashMap<>();
    private Map<String, List<String>> present = Map.of();

    /** @param router runs commands of {@code ip} where the packets of nodes arrive: {@link Bridge#batch} */
    Egress(Consumer<List<String>> router) {
        this.router = router;
    }

    /** Makes the ways out what they are with these machines, and no others. */
    void follow(Collection<AddressPlan> living) {
        var wanted = waysOut(living);
        var lines = commands(wanted);
        if (lines.isEmpty()) {
            return;
        }
        router.accept(lines);
        wanted.forEach((network, firewalls) -> {
            if (!firewalls.equals(present.get(network))) {
                Diary.note("%s goes out through %s", network, firewalls.isEmpty() ? "nobody" : firewalls);
            }
        });
        present = wanted;
    }

    /** The addresses of the firewalls of each node network there is or was. */
    private Map<String, List<String>> waysOut(Collection<AddressPlan> living) {
        var ways = new TreeMap<String, List<String>>();
        present.keySet().forEach(it -> ways.put(it, List.of()));
        for (var plan : living) {
            for (var network : plan.nodeNetworks()) {
                var firewalls = new TreeSet<>(ways.getOrDefault(network, List.of()));
                if (plan.forwards()) {
                    firewalls.add(plan.nodeAddresses().getFirst());
                }
                ways.put(network, List.copyOf(firewalls));
            }
        }
        return ways;
    }

    /** What {@code ip} has to do so that these are the ways out. Each network's table changes in one step. */
    private List<String> commands(Map<String, List<String>> wanted) {
        var lines = new ArrayList<String>();
        wanted.forEach((network, firewalls) -> {
            if (firewalls.equals(present.get(network))) {
                return;
            }
            int table = tables.computeIfAbsent(network, it -> FIRST_TABLE + tables.size());
            lines.add("route replace %s table %d %s"
                    .formatted(
                            firewalls.isEmpty() ? "unreachable default" : "default",
                            table,
                            Bridge.NODES.nextHops(firewalls))
                    .strip());
            if (!present.containsKey(network)) {
                lines.add("rule add pref %d iif %s from %s lookup %d"
                        .formatted(Bridge.EGRESS_RULES, Bridge.NODES.device(), network, table));
            }
        });
        return lines;
    }
}
