package io.metalstack.capi.metal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors that two other implementations computed, and those of metal-stack/security's own test. */
class MetalSignatureTest {

    @ParameterizedTest
    @CsvSource({
        "metal-admin, 2026-01-02T03:04:05Z, GET, abcdefghijklmnopqrstuvwx,"
                + " 28af823639826b71ac374adacdf86683541cb9ded7b0f52aa266bdf2d3d6581e",
        "metal-edit, 2026-01-02T03:04:05Z, POST, ABCDEFGHIJKLMNOPQRSTUVWX,"
                + " 2e9916bfc6f7c36adbcf7961ddda80ed628b38445c1deacc15c930c95bd414ca",
        "metal-view, 2026-06-30T23:59:59Z, GET, zYxWvUtSrQpOnMlKjIhGfEdC,"
                + " 384026b18a37634a290c7e535bdee5a81619767fdfc314431d349f34926ce0fb",
        "metal-edit, 2026-01-02T03:04:05Z, DELETE, '',"
                + " 791a808000a8cf52c4d80db4da618605aab6df6fa1b2f5f67e0e93110c40fdc8",
        "metal-test-admin, 2019-05-29T09:26:39Z, GET, '',"
                + " dd864d767ca9eec0337727e6ae69a30c47fa1501d1df9c7f2c4caaa83cf2f9f3",
    })
    void signs_as_metal_api_does(String key, String date, String method, String salt, String mac) {
        assertThat(MetalSignature.mac(key.getBytes(UTF_8), date, method, salt.getBytes(UTF_8)))
                .isEqualTo(mac);
    }

    @Test
    void takes_key_and_salt_as_bytes() {
        assertThat(MetalSignature.mac(
                        new byte[] {1, 2, 3}, "2019-01-16T14:44:45Z", "GET", new byte[] {1, 2, 3, 4, 5, 6}))
                .isEqualTo("f8d293a06bdde899a5bd1dd61b13842564650c717c742db02c4e1a888fc22501");
    }

    @Test
    void dates_in_whole_seconds_even_where_they_are_zero() {
        assertThat(MetalSignature.date(Instant.parse("2026-01-02T03:04:05.999999999Z")))
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(MetalSignature.date(Instant.parse("2026-01-02T03:04:00Z"))).isEqualTo("2026-01-02T03:04:00Z");
    }
}
