package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** P9: what bends, and what with, when there are many more machines than usual. */
final class Growth {
    private Growth() {}

    static List<Row> rows(Session session) {
        var rows = new ArrayList<Row>();
        for (int machines : session.options().growth()) {
            var level = session.level(machines);
            rows.addAll(SteadyState.rows(Figure.P9, level));
            if (level.isReached()) {
                rows.add(Footprint.row(Figure.P9, level));
                rows.add(Row.of(
                        Figure.P9, machines + " machines, start", "s", machines, level.each(Level.Stay::startSeconds)));
                rows.add(ApiRequests.idle(Figure.P9, level));
                rows.add(Row.of(
                        Figure.P9,
                        "up to " + machines + " machines, made without delay",
                        "machines/min",
                        machines,
                        List.of(level.madePerMinute())));
            }
        }
        return rows;
    }
}
