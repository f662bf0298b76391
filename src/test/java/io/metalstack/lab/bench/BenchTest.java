package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench as its user calls it, with the packaged provider. */
class BenchTest {
    private static final Path CHECKOUT = Path.of("");

    @TempDir
    Path out;

    private List<Long> running;

    @BeforeEach
    void remember() {
        running = children();
    }

    @AfterEach
    void nothing_is_left_running() {
        assertThat(children()).isSubsetOf(running);
    }

    private static List<Long> children() {
        return ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
    }

    private record Run(int code, String said) {}

    private Run bench(Path checkout, String... words) {
        var said = new ByteArrayOutputStream();
        var all = Stream.concat(Stream.of("--out=" + out), Stream.of(words)).toArray(String[]::new);
        int code = Bench.run(checkout, new PrintStream(said, true, StandardCharsets.UTF_8), all);
        return new Run(code, said.toString(StandardCharsets.UTF_8));
    }

    @Test
    void two_machines_are_made_and_what_was_measured_is_told_and_kept() {
        var run = bench(CHECKOUT, "--figures=P1,P2", "--runs=1", "--bursts=2", "--warm-up=0", "--phone-home=100ms");

        assertThat(run.code()).as(run.said()).isZero();
        var table = run.said().lines().dropWhile(it -> !it.isBlank()).collect(Collectors.joining("\n"));
        assertThat(table)
                .contains("jvm: median (min..max)")
                .containsPattern("(?m)^ +2 machines in 1 cluster +machines/min +\\d")
                .containsPattern("(?m)^ +2 machines in 1 cluster: POST /v1/machine/allocate +calls/machine +1$");
        var rows = Report.read(out.resolve("jvm.json")).rows();
        assertThat(rows)
                .filteredOn(it -> it.figure().equals("P1"))
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.values()).hasSize(1).allMatch(value -> value > 0));
    }

    @Test
    void a_provider_that_ends_is_told_with_its_last_words() {
        var run = bench(CHECKOUT, "--figures=P5", "--provider=sh -c 'echo I need a flag; exit 3'");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.said())
                .contains("bench: the provider ended with exit code 3\n")
                .contains("last lines of " + out.toAbsolutePath().resolve("run/sh/provider.log"))
                .endsWith("    I need a flag\n");
    }

    @Test
    void a_port_that_is_in_use_is_named() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var run = bench(CHECKOUT, "--figures=P5", "--port=" + taken.getLocalPort());

            assertThat(run.code()).isEqualTo(1);
            assertThat(lastLine(run))
                    .startsWith("bench: the simulator cannot listen on 127.0.0.1 port " + taken.getLocalPort());
        }
    }

    @Test
    void what_is_not_there_is_named_before_anything_is_started() {
        assertThat(bench(out))
                .isEqualTo(new Run(
                        1,
                        "bench: %s does not exist: run make build first%n"
                                .formatted(out.resolve("target/quarkus-app/quarkus-run.jar"))));
        assertThat(bench(out, "--native=1"))
                .isEqualTo(new Run(
                        1,
                        "bench: %s does not exist: run make native first%n".formatted(out.resolve("target/manager"))));
        assertThat(bench(CHECKOUT, "--crds=/no/such/place"))
                .isEqualTo(new Run(1, "bench: /no/such/place cannot be read: it has to hold the provider's CRDs\n"));
        assertThat(bench(CHECKOUT, "--crds=docs/decisions"))
                .isEqualTo(new Run(1, "bench: docs/decisions holds no CustomResourceDefinition\n"));
        assertThat(bench(CHECKOUT, "--compare=/no/such.json"))
                .isEqualTo(new Run(1, "bench: /no/such.json does not exist\n"));
    }

    private static String lastLine(Run run) {
        return run.said().lines().reduce("", (first, last) -> last);
    }
}
