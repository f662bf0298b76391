package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** P1: how fast machines come that are asked for at once. */
final class Throughput {
    private Throughput() {}

    static List<Row> rows(Session session) {
        var rows = new ArrayList<Row>();
        for (var size : session.options().bursts()) {
            var bursts = session.bursts(size);
            var speeds = bursts.stream().map(Burst::machinesPerMinute).toList();
            var times = bursts.stream().map(it -> it.took().toMillis() / 1000.0).toList();
            rows.add(Row.of(Figure.P1, size.toString(), "machines/min", size.machines(), speeds));
            rows.add(Row.of(Figure.P1, size + ", all provisioned after", "s", size.machines(), times));
        }
        return rows;
    }
}
