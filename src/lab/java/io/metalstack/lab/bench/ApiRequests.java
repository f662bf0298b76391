package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** P8: what a provider asks of the API server. */
final class ApiRequests {
    /** What is asked less often per machine stands in the sum alone. */
    private static final double WORTH_A_LINE = 0.05;

    private ApiRequests() {}

    static List<Row> rows(Session session) {
        var size = session.largestBurst();
        var bursts = session.bursts(size);
        var rows = new ArrayList<Row>();
        rows.add(row(
                size,
                "all requests",
                bursts.stream()
                        .map(it -> perMachine(
                                it,
                                it.requests().values().stream().mapToInt(n -> n).sum()))
                        .toList()));
        var kinds = new TreeSet<String>();
        bursts.forEach(it -> kinds.addAll(it.requests().keySet()));
        for (var kind : kinds) {
            var values = bursts.stream()
                    .map(it -> perMachine(it, it.requests().getOrDefault(kind, 0)))
                    .toList();
            if (Statistics.median(values) >= WORTH_A_LINE) {
                rows.add(row(size, kind, values));
            }
        }
        session.options().levels().forEach(it -> rows.add(idle(Figure.P8, session.level(it))));
        return rows;
    }

    /** What is asked while nothing happens, or why the level was not reached. */
    static Row idle(Figure figure, Level level) {
        var what = level.machines() + " machines, idle";
        return level.isReached()
                ? Row.of(figure, what, "requests/min", level.machines(), level.each(Level.Stay::requestsPerMinute))
                : Row.without(figure, what, "requests/min", level.failure());
    }

    private static double perMachine(Burst burst, int requests) {
        return (double) requests / burst.size().machines();
    }

    private static Row row(BenchOptions.Size size, String what, List<Double> values) {
        return Row.of(Figure.P8, size + ": " + what, "requests/machine", size.machines(), values);
    }
}
