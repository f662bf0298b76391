package io.metalstack.capi.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the packaged manager says when it is started wrongly: one line, and an exit code. */
abstract class ManagerStartTest {

    private final Program program;
    private final List<ManagerProcess> started = new ArrayList<>();

    ManagerStartTest(Program program) {
        this.program = program;
    }

    @BeforeEach
    void require() {
        program.require();
    }

    @AfterEach
    void close() {
        started.forEach(ManagerProcess::close);
    }

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

    private End start(Map<String, String> settings, String... flags) throws InterruptedException {
        var all = new HashMap<>(Map.of("METAL_API_URL", "http://127.0.0.1:1/metal", "METAL_API_HMAC", "key"));
        all.putAll(settings);
        var process = new ManagerProcess(program, all, List.of(flags));
        started.add(process);
        assertThat(process.endsWithin(2, TimeUnit.MINUTES)).as("it ends").isTrue();
        return new End(process.exitCode(), process.said().strip());
    }
}
