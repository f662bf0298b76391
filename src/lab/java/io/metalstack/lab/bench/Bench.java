package io.metalstack.lab.bench;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Progress;
import io.metalstack.lab.management.Tools;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The bench's command line, from the checkout: measures one provider or several, one after the other, prints one table and
 * writes a report of each. {@code docs/performance.md} explains figures and options.
 */
public final class Bench {
    private static final int LAST_LINES = 15;

    private final BenchOptions options;
    private final Path checkout;
    private final PrintStream out;

    private Bench(BenchOptions options, Path checkout, PrintStream out) {
        this.options = options;
        this.checkout = checkout;
        this.out = out;
    }

    /** Exits with 0, or with 1 after one sentence that says what went wrong. */
    public static void main(String... words) {
        // One that nobody thought of: threads of the libraries would keep the process, and what it started, for ever.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            System.exit(2);
        });
        System.exit(run(Path.of(""), System.out, words));
    }

    /**
     * Does what the command line says.
     *
     * @param checkout root of the source tree, built
     * @param out where progress, table and errors go
     * @return exit code
     */
    public static int run(Path checkout, PrintStream out, String... words) {
        try {
            new Bench(BenchOptions.parse(List.of(words)), checkout, out).measure();
            return 0;
        } catch (LabException e) {
            tell(e, out);
            return 1;
        } catch (KubernetesClientException e) {
            out.println("bench: the API server failed: " + e.getMessage());
            return 1;
        }
    }

    private void measure() {
        var crds = Crds.read(options.crds());
        var reports = new ArrayList<Report>();
        options.compare().ifPresent(it -> reports.add(Report.read(it)));
        var candidates = options.providers().stream()
                .map(it -> Candidate.of(it, options, checkout))
                .toList();
        var tools = Tools.build(checkout, "component");
        var progress = new Progress(out, InstantSource.system());
        var written = new ArrayList<Path>();
        for (var candidate : candidates) {
            var report = report(candidate, new Session(options, candidate, crds, tools, progress));
            written.add(report.write(options.out()));
            reports.add(report);
        }
        out.println();
        out.print(new Table(reports).text());
        written.forEach(it -> out.println("written: " + it));
    }

    private Report report(Candidate candidate, Session session) {
        var host = Host.here();
        var rows = new ArrayList<Row>();
        for (var figure : options.figures()) {
            session.say(figure + ", " + figure.title());
            rows.addAll(figure.rows(session));
        }
        return new Report(candidate.name(), host, options.conditions(), rows);
    }

    private static void tell(LabException failure, PrintStream out) {
        out.println("bench: " + failure.getMessage());
        var log = failure.log();
        if (log != null) {
            var lines = lines(log);
            out.println(lines.isEmpty() ? log + " is empty" : "last lines of " + log + ":");
            lines.stream().skip(Math.max(0, lines.size() - LAST_LINES)).forEach(it -> out.println("    " + it));
        }
    }

    private static List<String> lines(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
