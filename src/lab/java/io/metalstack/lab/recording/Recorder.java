package io.metalstack.lab.recording;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Runs a command, shows what it prints and keeps it: {@code Recorder docs/lab make lab} writes {@code docs/lab.cast} and
 * {@code docs/lab.svg}, if the command ends well. The path of the checkout is kept as {@code .}.
 */
public final class Recorder {
    private static final Pattern CONTROL = Pattern.compile("\\x1b\\[[0-9;?]*[A-Za-z]|\\p{Cntrl}");

    private Recorder() {}

    public static void main(String[] args) throws InterruptedException {
        if (args.length < 2) {
            System.err.println("usage: Recorder <files without ending> <command> [words]");
            System.exit(2);
        }
        try {
            record(Path.of(args[0]), List.of(args).subList(1, args.length), System.out);
        } catch (LabException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** @throws LabException if the command fails, or the files cannot be written; then there are none */
    static void record(Path files, List<String> command, PrintStream out) throws InterruptedException {
        var clock = InstantSource.system();
        var begin = clock.instant();
        var lines = new ArrayList<Recording.Line>();
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try (var printed = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line = printed.readLine(); line != null; line = printed.readLine()) {
                    out.println(line);
                    lines.add(new Recording.Line(Duration.between(begin, clock.instant()), kept(line)));
                }
            }
            if (process.waitFor() != 0) {
                throw new LabException("nothing is recorded, as '%s' ended with exit code %d"
                        .formatted(String.join(" ", command), process.exitValue()));
            }
            var recording = new Recording(String.join(" ", command), lines);
            Files.writeString(Path.of(files + ".cast"), recording.text());
            Files.writeString(Path.of(files + ".svg"), Picture.of(recording));
        } catch (IOException e) {
            throw new LabException("cannot record '%s': %s".formatted(String.join(" ", command), e.getMessage()), e);
        }
    }

    private static String kept(String line) {
        return CONTROL.matcher(line.replace("\t", "    "))
                .replaceAll("")
                .replace(Path.of("").toAbsolutePath().toString(), ".")
                .stripTrailing();
    }
}
