package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** P6: how soon the object of a machine says what the machine has told. */
final class Reaction {
    private static final double NEARLY_ALL = 0.99;

    private Reaction() {}

    static List<Row> rows(Session session) {
        var rows = new ArrayList<Row>();
        for (var size : session.options().bursts()) {
            var bursts = session.bursts(size).stream()
                    .filter(it -> !it.reactions().isEmpty())
                    .toList();
            if (bursts.isEmpty()) {
                rows.add(Row.without(Figure.P6, size + ", median", "s", "no provider id names a machine"));
                continue;
            }
            rows.add(Row.of(
                    Figure.P6,
                    size + ", median",
                    "s",
                    size.machines(),
                    bursts.stream().map(it -> Statistics.median(it.reactions())).toList()));
            rows.add(Row.of(
                    Figure.P6,
                    size + ", p99",
                    "s",
                    size.machines(),
                    bursts.stream()
                            .map(it -> Statistics.percentile(it.reactions(), NEARLY_ALL))
                            .toList()));
        }
        return rows;
    }
}
