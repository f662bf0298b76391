package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The simulator as a command. */
class SimulatorMainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return SimulatorMain.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 1 | unknown flag \"--prot\"; known are --port, --bind,",
                "--port | --port needs a value",
                "--port x | --port must be a whole number from 0 to 65535; it is \"x\"",
                "--port 70000 | --port must be a whole number from 0 to 65535; it is \"70000\"",
                "--base-path metal | the base path must begin and end with a slash",
                "--seed x | --seed must be a whole number",
                "--profile fast | --profile must be one of standalone, lab, instant; it is \"fast\"",
                "--inventory no/such.yaml | inventory no/such.yaml: there is no such file",
            })
    void wrong_flags_end_it_with_one_line_and_exit_code_2(String args, String line) {
        assertThat(run(args.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith(line);
        assertThat(out.size()).isZero();
    }

    @Test
    void a_port_in_use_ends_it_with_one_line_and_exit_code_1() {
        try (var other = Simulator.builder().start()) {
            var port = String.valueOf(other.baseUrl().getPort());
            assertThat(run("--port", port)).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8).lines())
                    .singleElement()
                    .asString()
                    .startsWith("cannot listen on 127.0.0.1 port " + port + ": ");
        }
    }

    @Test
    void help_is_told() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--inventory FILE");
    }

    @Test
    void it_says_where_it_listens_and_ends_when_told() throws InterruptedException {
        var thread = Thread.ofPlatform().start(() -> run("--port", "0", "--seed", "5", "--profile", "instant"));
        await().untilAsserted(() -> assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("metal-api simulator at http://127.0.0.1:")
                .contains("/metal, control at http://127.0.0.1:"));
        thread.interrupt();
        thread.join();
        assertThat(err.size()).isZero();
    }
}
