package io.metalstack.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A short-lived program: run it, wait for its end, read what it printed.
 *
 * @param words program and arguments
 * @param input what it reads from its standard input; null for none
 * @param environment added to the environment of this process
 * @param directory where it runs; null for here
 */
public record Command(
        List<String> words,
        @Nullable String input,
        Map<String, String> environment,
        @Nullable Path directory) {

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... words) {
        return new Command(List.of(words), null, Map.of(), null);
    }

    public static Command of(List<String> words) {
        return new Command(words, null, Map.of(), null);
    }

    public Command reading(String text) {
        return new Command(words, text, environment, directory);
    }

    public Command with(Map<String, String> variables) {
        var all = new LinkedHashMap<>(environment);
        all.putAll(variables);
        return new Command(words, input, all, directory);
    }

    public Command and(String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Command(all, input, environment, directory);
    }

    public Command in(Path place) {
        return new Command(words, input, environment, place);
    }

    /**
     * Runs it to its end.
     *
     * @return its standard output
     * @throws LabException it could not be started or ended with another code than 0: names the program and what it said
     */
    public String run() {
        var result = result();
        if (result.code() != 0) {
            var said = result.errors().isBlank() ? result.output() : result.errors();
            throw new LabException("%s failed (exit code %d): %s".formatted(name(), result.code(), said.strip()));
        }
        return result.output();
    }

    /** Runs it to its end, whatever the exit code. */
    public Result result() {
        try {
            var errors = Files.createTempFile("lab", ".err");
            try {
                var process = builder().redirectError(errors.toFile()).start();
                try (var stdin = process.getOutputStream()) {
                    if (input != null) {
                        stdin.write(input.getBytes(StandardCharsets.UTF_8));
                    }
                } catch (IOException e) {
                    // It ended without reading everything; its exit code tells.
                }
                var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Result(process.waitFor(), output, Files.readString(errors));
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new LabException("cannot run %s: %s".formatted(name(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while " + name() + " was running", e);
        }
    }

    /** Runs it with the terminal of this process. @return its exit code */
    public int runInTerminal() {
        try {
            return builder().inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while " + name() + " was running", e);
        }
    }

    /**
     * Starts it with nothing to read, everything it prints appended to {@code log}, and no environment but its own
     * variables and PATH: a server must not depend on the shell that the lab was called from.
     */
    public Process start(Path log) {
        try {
            var builder = builder();
            builder.environment().clear();
            builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
            builder.environment().putAll(environment);
            return builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new LabException("cannot start %s: %s".formatted(name(), e.getMessage()), e);
        }
    }

    private ProcessBuilder builder() {
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return builder;
    }

    private String name() {
        return Path.of(words.getFirst()).getFileName().toString();
    }

    /** How a program ended. */
    public record Result(int code, String output, String errors) {}
}
