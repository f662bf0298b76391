package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.List;

/** P3: what a provider does while nothing happens; it must not grow with the machines. */
final class SteadyState {
    private SteadyState() {}

    static List<Row> rows(Session session) {
        var rows = new ArrayList<Row>();
        for (int machines : session.options().levels()) {
            rows.addAll(rows(Figure.P3, session.level(machines)));
        }
        return rows;
    }

    /** Calls and CPU of a level, or why it was not reached. */
    static List<Row> rows(Figure figure, Level level) {
        if (!level.isReached()) {
            return List.of(Row.without(figure, level.machines() + " machines", "", level.failure()));
        }
        return List.of(
                Row.of(
                        figure,
                        level.machines() + " machines, metal-api",
                        "calls/min",
                        level.machines(),
                        level.each(Level.Stay::callsPerMinute)),
                Row.of(
                        figure,
                        level.machines() + " machines, CPU",
                        "% of one",
                        level.machines(),
                        level.each(Level.Stay::cpuPercent)));
    }
}
