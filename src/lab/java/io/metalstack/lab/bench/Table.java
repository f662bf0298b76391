package io.metalstack.lab.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reports as one table: below the head of each figure a line for each thing that was measured, for each provider its median and
 * spread, and with more than one provider the last one's median as a multiple of the first one's.
 */
record Table(List<Report> reports) {
    private static final String NOTHING = "–";

    Table {
        reports = List.copyOf(reports);
    }

    /** For a terminal. */
    String text() {
        var lines = new ArrayList<List<String>>();
        lines.add(head());
        lines.addAll(body());
        var widths = new int[lines.getFirst().size()];
        for (var line : lines) {
            for (int i = 0; i < line.size(); i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return lines.stream().map(it -> aligned(it, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    /** For a page. */
    String markdown() {
        var lines = new ArrayList<String>();
        lines.add("| " + String.join(" | ", head()) + " |");
        lines.add("|---|---|---|" + "---:|".repeat(head().size() - 3));
        for (var line : body()) {
            var isHead = !line.getFirst().isEmpty();
            var cells = line.stream().map(it -> isHead && !it.isEmpty() ? "**" + it + "**" : it);
            lines.add(cells.collect(Collectors.joining(" | ", "| ", " |")));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String aligned(List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            var padding = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i < 3 ? cells.get(i) + padding : padding + cells.get(i)).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private List<String> head() {
        var cells = new ArrayList<>(List.of("", "What", "Unit"));
        reports.forEach(it -> cells.add(it.name() + ": median (min..max)"));
        if (reports.size() > 1) {
            cells.add(reports.getLast().name() + " / " + reports.getFirst().name());
        }
        return cells;
    }

    private List<List<String>> body() {
        var rows = new ArrayList<Row>();
        for (var report : reports) {
            report.rows().stream()
                    .filter(it -> rows.stream().noneMatch(it::isAbout))
                    .forEach(rows::add);
        }
        // Stable, so that what only one of them has stands with its figure.
        rows.sort(Comparator.comparing(Row::figure));
        var lines = new ArrayList<List<String>>();
        var figure = "";
        for (var row : rows) {
            if (!row.figure().equals(figure)) {
                figure = row.figure();
                lines.add(head(figure));
            }
            lines.add(line(row));
        }
        return lines;
    }

    private List<String> head(String figure) {
        var cells = new ArrayList<>(Collections.nCopies(head().size(), ""));
        cells.set(0, figure);
        cells.set(1, Figure.titleOf(figure));
        return cells;
    }

    private List<String> line(Row row) {
        var found = reports.stream()
                .map(it -> it.rows().stream().filter(row::isAbout).findFirst())
                .toList();
        var cells = new ArrayList<>(List.of("", row.what(), row.unit()));
        found.forEach(it -> cells.add(it.map(Table::cell).orElse(NOTHING)));
        if (reports.size() > 1) {
            var first = found.getFirst().filter(Row::isMeasured).map(it -> Statistics.median(it.values()));
            var last = found.getLast().filter(Row::isMeasured).map(it -> Statistics.median(it.values()));
            cells.add(
                    first.isPresent() && last.isPresent() && first.get() != 0
                            ? number(last.get() / first.get())
                            : NOTHING);
        }
        return cells;
    }

    private static String cell(Row row) {
        if (!row.isMeasured()) {
            return row.note();
        }
        var values = row.values();
        var spread = " (" + number(Statistics.min(values)) + ".." + number(Statistics.max(values)) + ")";
        return number(Statistics.median(values))
                + (values.size() > 1 ? spread : "")
                + (row.note().isEmpty() ? "" : " " + row.note());
    }

    /** Three digits that say something, and no zeros after them. */
    static String number(double value) {
        var size = Math.abs(value);
        var text = String.format(
                Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}
