package io.metalstack.capi.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the search finds what it is to find: a search that finds nothing would make every other test here green. */
class CanaryTest {

    @ParameterizedTest
    @EnumSource
    void finds_it_as_it_is_in_hex_and_url_encoded(Canary canary) {
        var hex = HexFormat.of().formatHex(canary.value().getBytes(UTF_8));

        assertThat(Canary.foundIn("{\"x\":\"" + canary.value() + "\"}")).containsExactly(canary + " plain");
        assertThat(Canary.foundIn("0a" + hex + "0b")).containsExactly(canary + " hex");
        assertThat(Canary.foundIn(hex.toUpperCase(Locale.ROOT))).containsExactly(canary + " hex");
        assertThat(Canary.foundIn("?q=" + URLEncoder.encode(canary.value(), UTF_8)))
                .containsExactly(canary + " URL-encoded");
        assertThat(Canary.foundIn(hex.replaceAll("(..)", "%$1")))
                .containsExactly(canary + " URL-encoded to the last letter");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void finds_it_in_base64_wherever_it_stands_in_a_longer_text(int before) {
        for (var canary : Canary.values()) {
            for (var after : new String[] {"", "x", "\u00ff\u00ff"}) {
                var bytes = ("\u0000".repeat(before) + canary.value() + after).getBytes(UTF_8);

                assertThat(Canary.foundIn(Base64.getEncoder().encodeToString(bytes)))
                        .containsExactly(canary + " base64 at " + before % 3);
                assertThat(Canary.foundIn(Base64.getUrlEncoder().encodeToString(bytes)))
                        .containsExactly(canary + " URL-safe base64 at " + before % 3);
            }
        }
    }

    @Test
    void finds_it_in_base64_that_is_broken_into_lines() {
        var lines = Base64.getMimeEncoder(20, "\n".getBytes(UTF_8))
                .encodeToString(Canary.KEY.value().getBytes(UTF_8));

        assertThat(Canary.foundIn(lines)).isNotEmpty();
        assertThat(Canary.foundIn(lines.replace("\n", "\\n"))).isNotEmpty();
        assertThat(Canary.foundIn(lines.lines().collect(Collectors.joining("\r\n  "))))
                .isNotEmpty();
    }

    @Test
    void finds_the_signature_of_a_call() {
        assertThat(Canary.foundIn("{\"Authorization\":[\"Metal-Edit " + "0a".repeat(32) + "\"]}"))
                .containsExactly("a signature");
        assertThat(Canary.foundIn("Authorization: Metal-Admin " + "0a".repeat(32)))
                .containsExactly("a signature");
    }

    @Test
    void finds_the_token_of_a_service_account() {
        var url = Base64.getUrlEncoder().withoutPadding();
        var head = url.encodeToString("{\"alg\":\"RS256\",\"kid\":\"x\"}".getBytes(UTF_8));
        var claims = url.encodeToString("{\"aud\":[\"https://kubernetes.default.svc\"]}".getBytes(UTF_8));

        assertThat(Canary.foundIn("Bearer " + head + "." + claims + ".sig")).containsExactly("a token");
    }

    @Test
    void finds_it_in_the_cause_of_an_exception() {
        var thrown = new IllegalStateException("outside", new IllegalArgumentException(Canary.CA.value()));

        assertThat(Canary.foundIn(thrown)).containsExactly("CA plain");
    }

    @Test
    void finds_nothing_where_nothing_is() {
        assertThat(Canary.foundIn("hm4cKey, no more than the beginning of one")).isEmpty();
        assertThat(Canary.foundIn(new IllegalStateException("whatever"))).isEmpty();
    }
}
