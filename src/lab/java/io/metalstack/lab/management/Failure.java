package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a failure is told: the sentence, the last lines of the log that matters, and where all logs are. */
final class Failure {
    private static final int LONGEST_LINE = 300;

    private Failure() {}

    /** Prints it. */
    static void print(PrintStream out, LabFiles files, LabException failure, int lines) {
        out.println("lab: " + failure.getMessage());
        var log = failure.log();
        if (log != null) {
            var last = last(log, lines);
            out.println(last.isEmpty() ? log + " is empty" : "last lines of " + log + ":");
            last.forEach(it -> out.println("    " + shortened(it)));
            out.println("all logs: " + files.logs() + ", the machines' consoles: " + files.machines());
        }
    }

    /** As the process inside the namespaces leaves it for the one outside: the sentence, then the log's path. */
    static String write(LabFiles files, LabException failure) {
        var log = failure.log();
        return failure.getMessage().replace('\n', ' ') + "\n" + (log == null ? files.log("lab") : log);
    }

    /** Reads what {@link #write} made. */
    static LabException read(LabFiles files, String outcome) {
        var words = outcome.split("\n", 2);
        return new LabException(words[0], words.length > 1 ? Path.of(words[1].strip()) : files.log("lab"));
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …";
    }

    private static List<String> last(Path log, int lines) {
        try {
            var all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of();
        }
    }
}
