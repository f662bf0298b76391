package io.metalstack.lab.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reports as plots: what a plot shows of them. How it is drawn, {@link Drawing} knows. */
record Plots(List<Report> reports) {
    private static final Pattern CLUSTERS = Pattern.compile(".* in (\\d+ clusters?)");
    private static final Set<String> LEVELS = Set.of("P3", "P4", "P9");

    Plots {
        reports = List.copyOf(reports);
    }

    /** By the name of the file; those that there is nothing to show in are left out. */
    Map<String, Drawing> drawings() {
        var drawings = new LinkedHashMap<String, Drawing>();
        drawings.put("throughput.svg", throughput());
        drawings.put("steady-state.svg", level("Calls of metal-api in steady state", "calls per minute", "calls/min"));
        drawings.put("memory.svg", level("Memory in steady state", "MiB resident", "MiB"));
        drawings.put("growth.svg", level("CPU in steady state", "% of one CPU", "% of one"));
        drawings.values().removeIf(Drawing::isEmpty);
        return drawings;
    }

    private Drawing throughput() {
        var drawing = new Drawing("Machines that are asked for at once", "machines per minute");
        for (var report : reports) {
            for (var row : report.rows()) {
                var clusters = CLUSTERS.matcher(row.what());
                if (row.figure().equals("P1") && row.unit().equals("machines/min") && clusters.matches()) {
                    drawing.add(
                            report.name() + ", " + (clusters.group(1).equals("1 cluster") ? "one cluster" : "several"),
                            row);
                }
            }
        }
        return drawing;
    }

    private Drawing level(String title, String axis, String unit) {
        var drawing = new Drawing(title, axis);
        for (var report : reports) {
            report.rows().stream()
                    .filter(it -> LEVELS.contains(it.figure()) && it.unit().equals(unit))
                    .forEach(it -> drawing.add(report.name(), it));
        }
        return drawing;
    }
}
