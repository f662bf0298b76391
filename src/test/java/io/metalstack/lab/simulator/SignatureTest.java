package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureTest extends Bench {
    static Stream<Arguments> vectors() {
        return Stream.of(
                vector(
                        "metal-admin",
                        "2026-01-02T03:04:05Z",
                        "GET",
                        "abcdefghijklmnopqrstuvwx",
                        "28af823639826b71ac374adacdf86683541cb9ded7b0f52aa266bdf2d3d6581e"),
                vector(
                        "metal-edit",
                        "2026-01-02T03:04:05Z",
                        "POST",
                        "ABCDEFGHIJKLMNOPQRSTUVWX",
                        "2e9916bfc6f7c36adbcf7961ddda80ed628b38445c1deacc15c930c95bd414ca"),
                vector(
                        "metal-view",
                        "2026-06-30T23:59:59Z",
                        "GET",
                        "zYxWvUtSrQpOnMlKjIhGfEdC",
                        "384026b18a37634a290c7e535bdee5a81619767fdfc314431d349f34926ce0fb"),
                vector(
                        "metal-edit",
                        "2026-01-02T03:04:05Z",
                        "DELETE",
                        "",
                        "791a808000a8cf52c4d80db4da618605aab6df6fa1b2f5f67e0e93110c40fdc8"),
                vector(
                        "metal-test-admin",
                        "2019-05-29T09:26:39Z",
                        "GET",
                        "",
                        "dd864d767ca9eec0337727e6ae69a30c47fa1501d1df9c7f2c4caaa83cf2f9f3"),
                vector(
                        "\u0001\u0002\u0003",
                        "2019-01-16T14:44:45Z",
                        "GET",
                        "\u0001\u0002\u0003\u0004\u0005\u0006",
                        "f8d293a06bdde899a5bd1dd61b13842564650c717c742db02c4e1a888fc22501"));
    }

    private static Arguments vector(String key, String date, String method, String salt, String mac) {
        return Arguments.of(
                key.getBytes(StandardCharsets.UTF_8), date, method, salt.getBytes(StandardCharsets.UTF_8), mac);
    }

    @ParameterizedTest(name = "{2} at {1}")
    @MethodSource("vectors")
    void is_the_one_that_metal_api_computes(byte[] key, String date, String method, byte[] salt, String mac) {
        assertThat(Signatures.mac(key, date, method, salt)).isEqualTo(mac);
    }

    @ParameterizedTest
    @CsvSource({"VIEW, 30", "EDIT, 30", "ADMIN, 90"})
    void ages_by_role(Role role, int lifetime) {
        var signed = api.signed(role, "GET", "/v1/machine", null);
        clock.pass(Duration.ofSeconds(lifetime));
        assertThat(api.send(signed).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(1));
        var answer = api.send(signed);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).startsWith("the timestamp in your header is too old: ");
    }

    @Test
    void from_the_future_is_accepted() {
        var signed = api.signed(Role.EDIT, "GET", "/v1/machine", null);
        clock.pass(Duration.ofDays(-3));
        assertThat(api.send(signed).status()).isEqualTo(200);
    }

    @Test
    void of_one_method_does_not_serve_another() {
        var signed = api.signed(Role.ADMIN, "GET", "/v1/machine/x", null);
        var request = api.plain("DELETE", "/v1/machine/x", null);
        signed.headers().map().forEach((name, values) -> request.header(name, values.getFirst()));
        var answer = api.send(request.build());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().get("statuscode").asInt()).isEqualTo(403);
        assertThat(answer.message()).isEqualTo("Wrong HMAC found");
    }

    @Test
    void in_capitals_is_wrong() {
        var signed = api.signed(Role.EDIT, "GET", "/v1/machine", null);
        var mac = signed.headers().firstValue("Authorization").orElseThrow().split(" ", 2)[1];
        var request = api.plain("GET", "/v1/machine", null)
                .header("Authorization", "Metal-Edit " + mac.toUpperCase(Locale.ROOT))
                .header("X-Date", signed.headers().firstValue("X-Date").orElseThrow())
                .header(
                        "X-Data-Salt",
                        signed.headers().firstValue("X-Data-Salt").orElseThrow());
        assertThat(api.send(request.build()).message()).isEqualTo("Wrong HMAC found");
    }

    @Test
    void is_computed_over_the_normalised_date() {
        var mac = Signatures.mac(
                "metal-edit".getBytes(StandardCharsets.UTF_8), "2026-01-02T03:04:05Z", "GET", new byte[0]);
        var request = api.plain("GET", "/v1/machine", null)
                .header("Authorization", "Metal-Edit " + mac)
                .header("X-Date", "2026-01-02T04:04:05.678+01:00");
        assertThat(api.send(request.build()).status()).isEqualTo(200);
    }

    @Test
    void without_a_readable_date_is_refused() {
        var request = api.plain("GET", "/v1/machine", null)
                .header("Authorization", "Metal-Edit abc")
                .header("X-Date", "yesterday");
        var answer = api.send(request.build());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message()).startsWith("unknown timestamp ").contains("RFC3339");
    }

    @ParameterizedTest
    @CsvSource({"''", "Basic abc", "metal-edit abc", "Metal-Edit"})
    void of_no_known_kind_makes_a_stranger_who_gets_a_bare_string(String authorization) {
        var request = api.plain("GET", "/v1/machine", null);
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        var answer = api.send(request.build());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("\"tenant  not allowed\"");
    }

    @Test
    void is_not_asked_for_health_and_version() {
        for (var path : new String[] {"/v1/health", "/v1/version"}) {
            assertThat(api.send(api.plain("GET", path, null).build()).status()).isEqualTo(200);
        }
        assertThat(api.send(api.plain("GET", "/v1/health", null).build())
                        .at("/status")
                        .asText())
                .isEqualTo("healthy");
    }

    @Test
    void that_is_wrong_is_refused_even_for_health() {
        var request = api.plain("GET", "/v1/health", null)
                .header("Authorization", "Metal-View abc")
                .header("X-Date", "2026-01-02T03:04:05Z");
        assertThat(api.send(request.build()).status()).isEqualTo(403);
    }
}
