package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    @TempDir
    Path folder;

    @Test
    void a_process_that_ends_by_itself_is_started_again() {
        try (var server = Server.start("short", Command.of("true"), folder.resolve("log"))) {
            await().untilAsserted(() -> assertThat(server.restarts()).isPositive());
        }
    }

    @Test
    void runs_with_its_own_environment_only() {
        var command = Command.of("sh", "-c", "env; exec sleep 60").with(Map.of("OWN", "1"));

        try (var server = Server.start("env", command, folder.resolve("log"))) {
            await().untilAsserted(() -> assertThat(server.log()).content().contains("OWN=1"));
            assertThat(server.log()).content().doesNotContain("HOME=");
        }
    }
}
