package io.metalstack.lab.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Asks the {@link Internet} for an answer ten times a second, from the network of a node: shows whether, and for how long,
 * its way out is interrupted. Each question is a connection of its own and independent of all others.
 *
 * <pre>{@code
 * try (var probe = EgressProbe.start(files, node, EgressProbe.Target.WEB)) {
 *     ... // roll the firewalls
 *     var counts = probe.stop();
 * }
 * }</pre>
 */
final class EgressProbe implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final Path output;

    private EgressProbe(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** What is asked for: {@code tcp} or {@code udp}, and one of the Internet's ports. */
    record Target(String protocol, int port) {
        /** What clusters need most. */
        static final Target WEB = new Target("tcp", 443);
    }

    /**
     * What became of the questions.
     *
     * @param lost those without an answer in time
     * @param longestLossSeconds the longest time without any answer
     * @param seenAs how often the Internet saw which address ask
     */
    record Counts(int sent, int lost, double longestLossSeconds, Map<String, Integer> seenAs) {
        Counts {
            seenAs = Map.copyOf(seenAs);
        }

        /** @param line as the program prints it */
        static Counts parse(String line) {
            try {
                return new ObjectMapper().readValue(line, Counts.class);
            } catch (JsonProcessingException e) {
                throw new LabException("the probe said '%s' instead of its counts".formatted(line), e);
            }
        }
    }

    /**
     * Starts to ask.
     *
     * @param hostname of a machine that has power, which is its Node's name, too
     */
    static EgressProbe start(LabFiles files, String hostname, Target target) {
        var program = files.tools().resolve("probe").toString();
        var network = SimulatedMachine.networkOf(files, hostname);
        var words = network.enter(
                program, "send", "-protocol=" + target.protocol, "-to=%s:%d".formatted(Internet.ADDRESS, target.port));
        var output = files.log("probe-%s-%s-%d".formatted(hostname, target.protocol, target.port));
        LabFiles.writePrivately(output, "");
        return new EgressProbe(Command.of(words).start(output), output);
    }

    /** Ends it. @return what became of all questions since its start */
    Counts stop() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new LabException("the probe does not end", output);
            }
            return Counts.parse(Files.readString(output).strip());
        } catch (IOException e) {
            throw new LabException("cannot read the probe's counts: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while the probe was ending", e);
        }
    }

    /** Ends it if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
