package io.metalstack.capi.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The packaged manager in a process of its own, and what can be done to it from outside. */
public final class ManagerProcess implements AutoCloseable {

    /** Short enough that a test may wait for what happens later, by the machine's clock. */
    public static final Map<String, String> SHORT_WINDOWS = Map.of(
            "CAPMS_SETTLE_MARGIN", "PT0S",
            "CAPMS_SOON", "PT0.5S",
            "CAPMS_SLOWLY", "PT1S",
            "METAL_API_SNAPSHOT_INTERVAL", "PT1S",
            "METAL_API_PENDING_INTERVAL", "PT0.5S");

    private static final Path HOME = Path.of("target/processes").toAbsolutePath();

    private final Process process;
    private final Path output;
    private final Path errors;

    /**
     * Starts one with short windows, that serves on loopback at any free port.
     *
     * @param settings environment, in addition to that or in its place
     * @param words flags, and system properties as {@code -Dname=value}
     */
    public ManagerProcess(Program program, Map<String, String> settings, List<String> words) {
        try {
            Files.createDirectories(HOME);
            var name = program.name().toLowerCase(Locale.ROOT) + "-" + UUID.randomUUID();
            output = HOME.resolve(name + ".log");
            errors = HOME.resolve(name + ".errors");
            var command = new ArrayList<>(program.command(
                    words.stream().filter(it -> it.startsWith("-D")).toList()));
            command.addAll(words.stream().filter(it -> !it.startsWith("-D")).toList());
            var builder =
                    new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
            var environment = new HashMap<>(SHORT_WINDOWS);
            environment.putAll(Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", "0"));
            environment.putAll(settings);
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it wrote so far: its log, and what it said besides. */
    public String log() {
        return read(output) + said();
    }

    /** What it wrote to its standard error. */
    String said() {
        return read(errors);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its log says so. */
    public boolean logged(String words) {
        return log().contains(words);
    }

    /** The port on which it listens, once it does; {@code http} or {@code https}. */
    public OptionalInt port(String scheme) {
        var address = Pattern.compile("Listening on: .*?\\b" + scheme + "://127\\.0\\.0\\.1:(\\d+)")
                .matcher(log());
        return address.find() ? OptionalInt.of(Integer.parseInt(address.group(1))) : OptionalInt.empty();
    }

    /** Stops it where it stands (SIGSTOP), until {@link #thaw}. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    /** Asks it to end (SIGTERM), as a kubelet does. */
    void terminate() {
        process.destroy();
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    public boolean ended() {
        return !process.isAlive();
    }

    /** Of one that has ended. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Waits for its end, at most so long; answers whether it came. */
    public boolean endsWithin(long time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    private void signal(String name) {
        try {
            var sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (sent != 0) {
                throw new IllegalStateException("SIG" + name + " could not be sent to " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
