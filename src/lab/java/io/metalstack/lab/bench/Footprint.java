package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** P4: the memory that a provider holds (RSS). */
final class Footprint {
    private Footprint() {}

    static List<Row> rows(Session session) {
        var rows = new ArrayList<Row>();
        var levels =
                Stream.concat(Stream.of(0), session.options().levels().stream()).toList();
        for (int machines : levels) {
            rows.add(row(Figure.P4, session.level(machines)));
        }
        var size = session.largestBurst();
        var bursts = session.bursts(size);
        rows.add(Row.of(
                Figure.P4,
                "after a burst: " + size,
                "MiB",
                0,
                bursts.stream().map(Burst::afterMiB).toList()));
        rows.add(Row.of(
                Figure.P4,
                "the most until then",
                "MiB",
                0,
                bursts.stream().map(Burst::peakMiB).toList()));
        return rows;
    }

    /** Memory of a level, or why it was not reached. */
    static Row row(Figure figure, Level level) {
        var what = level.machines() == 0 ? "at rest" : level.machines() + " machines, memory";
        return level.isReached()
                ? Row.of(figure, what, "MiB", level.machines(), level.each(Level.Stay::residentMiB))
                : Row.without(figure, what, "MiB", level.failure());
    }
}
