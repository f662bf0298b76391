package io.metalstack.lab.bench;

import io.metalstack.lab.simulator.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** P2: what metal-api is asked for each machine that is made. */
final class MetalCalls {
    private MetalCalls() {}

    static List<Row> rows(Session session) {
        var size = session.largestBurst();
        var bursts = session.bursts(size);
        var routes = new TreeSet<Route>();
        bursts.forEach(it -> routes.addAll(it.calls().keySet()));
        var rows = new ArrayList<Row>();
        rows.add(row(
                size,
                "all calls",
                bursts.stream()
                        .map(it -> perMachine(
                                it,
                                it.calls().values().stream().mapToInt(n -> n).sum()))
                        .toList()));
        for (var route : routes) {
            rows.add(row(
                    size,
                    route.method() + " " + route.template(),
                    bursts.stream()
                            .map(it -> perMachine(it, it.calls().getOrDefault(route, 0)))
                            .toList()));
        }
        return rows;
    }

    private static double perMachine(Burst burst, int calls) {
        return (double) calls / burst.size().machines();
    }

    private static Row row(BenchOptions.Size size, String what, List<Double> values) {
        return Row.of(Figure.P2, size + ": " + what, "calls/machine", size.machines(), values);
    }
}
