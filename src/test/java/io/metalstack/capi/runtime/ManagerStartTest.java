package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged manager says when it is started wrongly: one line, and an exit code. */
class ManagerStartTest {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");

    @TempDir
    Path directory;

    @Test
    void an_unknown_flag_ends_it() throws Exception {
        assertThat(start(Map.of(), "--bogus"))
                .isEqualTo(
                        new End(
                                2,
                                "unknown flag --bogus: known are --namespace, --watch-filter, --leader-elect, --metrics-bind-address and --metrics-secure"));
    }

    @Test
    void a_setting_that_cannot_be_read_ends_it() throws Exception {
        assertThat(start(Map.of("CAPMS_SOON", "never")))
                .isEqualTo(new End(
                        2,
                        "a setting cannot be read: The config property capms.soon with the config value \"never\":"
                                + " Invalid duration: never"));
    }

    @Test
    void missing_credentials_end_it() throws Exception {
        assertThat(start(Map.of("METAL_API_HMAC", "")))
                .isEqualTo(new End(
                        1,
                        "METAL_API_HMAC (api-hmac) is empty: set it to the HMAC key for metal-api, preferably the"
                                + " edit key"));
    }

    @Test
    void a_port_that_is_taken_ends_it() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var port = taken.getLocalPort();

            var end = start(Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", Integer.toString(port)));

            assertThat(end.code()).isEqualTo(1);
            assertThat(end.said())
                    .startsWith("cannot listen on 127.0.0.1 port " + port + " (")
                    .endsWith("): end what listens there, or set QUARKUS_HTTP_PORT to another port")
                    .doesNotContain("\n");
        }
    }

    private record End(int code, String said) {}

    private End start(Map<String, String> environment, String... flags) throws IOException, InterruptedException {
        assertThat(JAR).as("made by make build").exists();
        var errors = directory.resolve("errors");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar", JAR.toString()));
        command.addAll(List.of(flags));
        var builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("output").toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(Map.of("METAL_API_URL", "http://127.0.0.1:1/metal", "METAL_API_HMAC", "key"));
        builder.environment().putAll(environment);
        var process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new End(process.exitValue(), Files.readString(errors).strip());
    }
}
