package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartingProcessTest {

    @TempDir
    Path directory;

    private final List<RestartingProcess> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (var process : started) {
            process.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "3, 800", "5, 3200", "6, 5000", "1000, 5000"})
    void waits_longer_after_each_failure(int failures, long millis) {
        assertThat(RestartingProcess.delay(failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void starts_again_what_ends_and_counts() throws Exception {
        var process = start("echo again");

        await().untilAsserted(() -> {
            assertThat(process.state().restarts()).isPositive();
            assertThat(directory.resolve("log")).content().startsWith("again\nagain\n");
        });
    }

    @Test
    void stops_what_it_started() throws Exception {
        var process = start("echo $$; exec sleep 600");
        await().untilAsserted(
                        () -> assertThat(directory.resolve("log")).content().endsWith("\n"));
        var pid = Long.parseLong(Files.readString(directory.resolve("log")).strip());
        assertThat(ProcessHandle.of(pid)).isPresent();

        process.stop();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(process.state().running()).isFalse();
    }

    @Test
    void says_why_a_command_cannot_be_started() throws Exception {
        var process = start(new ProcessBuilder("/nowhere/etcd"));

        await().untilAsserted(() -> assertThat(process.state().why()).isEqualTo("CrashLoopBackOff"));
    }

    private RestartingProcess start(String script) throws Exception {
        return start(new ProcessBuilder("sh", "-c", script));
    }

    private RestartingProcess start(ProcessBuilder command) throws Exception {
        var process = new RestartingProcess("test", command, directory.resolve("log"), silent());
        started.add(process);
        return process;
    }

    private static Journal silent() {
        return new Journal(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    }
}
