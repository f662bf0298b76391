package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is kept away from the control. */
class OwnPagesTest extends Bench {
    @Test
    void a_page_of_another_site_cannot_arm_a_fault_and_the_consoles_own_can() {
        var body = Map.of("on", true);
        var other =
                api.plain(metal.controlUrl(), "POST", "switches/refuse", body).header("Origin", "https://example.com");
        assertThat(api.send(other.build()).message())
                .isEqualTo("a page of https://example.com may not use the control");
        assertThat(metal.faults().all()).isEmpty();

        var own = api.plain(metal.controlUrl(), "POST", "switches/refuse", body)
                .header("Origin", "http://127.0.0.1:" + metal.controlUrl().getPort());
        assertThat(api.send(own.build()).status()).isEqualTo(200);
        assertThat(metal.faults().all()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "127.0.0.1.example.com:80", "localhost.example.com"})
    void a_name_of_another_site_that_leads_here_reads_nothing(String host) throws IOException {
        for (var path : new String[] {"/control/allocations", "/control/events"}) {
            assertThat(head(path, host)).startsWith("HTTP/1.1 403 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "127.0.0.1", "[::1]:8080", "203.0.113.1:8080"})
    void addresses_and_localhost_lead_to_the_control(String host) throws IOException {
        assertThat(head("/control/allocations", host)).startsWith("HTTP/1.1 200 ");
    }

    private String head(String path, String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", metal.controlUrl().getPort())) {
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
        }
    }
}
