package io.metalstack.lab.bench;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code make bench-docs}: writes what the reports in {@code docs/performance} say into the page and the plots beside them. Whoever
 * has new figures copies the reports there first.
 */
public final class PerformancePage {
    private static final Path PAGE = Path.of("docs/performance.md");
    private static final Path FOLDER = Path.of("docs/performance");

    private PerformancePage() {}

    /** Exits with 0, or with 1 after one sentence that says what went wrong. */
    public static void main(String... words) throws IOException {
        try {
            write(Path.of(""));
            System.exit(0);
        } catch (LabException e) {
            System.out.println("bench-docs: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void write(Path checkout) throws IOException {
        if (!Drawing.isPossible()) {
            throw new LabException("Java finds no font here, which plots need: install fontconfig and a font");
        }
        var reports = reports(checkout);
        var page = checkout.resolve(PAGE);
        Files.writeString(page, filled(Files.readString(page), reports));
        for (var plot : new Plots(reports).drawings().entrySet()) {
            Files.writeString(
                    checkout.resolve(FOLDER).resolve(plot.getKey()),
                    plot.getValue().svg());
        }
    }

    /** Those that the page is made of, by name. */
    static List<Report> reports(Path checkout) throws IOException {
        try (Stream<Path> files = Files.list(checkout.resolve(FOLDER))) {
            var reports = files.filter(it -> it.toString().endsWith(".json"))
                    .sorted()
                    .map(Report::read)
                    .toList();
            if (reports.isEmpty()) {
                throw new LabException("no report in " + FOLDER + ": run make bench and copy its reports there");
            }
            return reports;
        }
    }

    /** The page with what the reports say between its markers. */
    static String filled(String page, List<Report> reports) {
        var with = between(page, "machine", machine(reports.getFirst()));
        with = between(with, "figures", new Table(reports).markdown());
        return between(with, "plots", plots(reports));
    }

    private static String plots(List<Report> reports) {
        return new Plots(reports)
                .drawings().entrySet().stream()
                        .map(it -> "![%s](performance/%s)\n"
                                .formatted(it.getValue().title(), it.getKey()))
                        .collect(Collectors.joining("\n"));
    }

    private static String machine(Report report) {
        var host = report.host();
        return """
            %d CPUs (%s), %d GiB of memory, Linux %s, %s. Load average when the run began: %s.
            """.formatted(
                        host.cpus(),
                        host.cpu(),
                        Math.round(host.memoryMiB() / 1024.0),
                        host.kernel(),
                        host.java(),
                        Table.number(host.loadAverage()));
    }

    private static String between(String page, String marker, String text) {
        var place = Pattern.compile("(?s)(<!-- %1$s -->\n).*?(\n<!-- /%1$s -->)".formatted(marker));
        if (!place.matcher(page).find()) {
            throw new LabException("%s has no place <!-- %s --> … <!-- /%s -->".formatted(PAGE, marker, marker));
        }
        return place.matcher(page).replaceFirst("$1\n" + Matcher.quoteReplacement(text) + "$2");
    }
}
