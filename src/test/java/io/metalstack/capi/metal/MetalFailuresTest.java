package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import io.metalstack.capi.metal.MetalFailures.Kind;
import jakarta.ws.rs.ProcessingException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table from metal-api's answers to what they mean. Texts are metal-api's at a405f46d. */
class MetalFailuresTest {

    private static final String ADDRESS = "https://api.example.org/metal";

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            ALLOCATE | 422 | no machine available | NoCapacity
            ALLOCATE | 422 | too many parallel machine allocations taking place, try again later | Busy
            ALLOCATE | 422 | machine "00000000-0000-0000-0000-000000000003" already allocated | Busy
            ALLOCATE | 422 | project quota for machines reached max:3 | NoCapacity
            ALLOCATE | 500 | unable to make networks:unable to allocate an ip in network: n-1 Internal cannot allocate free ip in ipam, no ips left | NoCapacity
            ALLOCATE | 500 | Internal cannot allocate free ip in ipam, no ips left | NoCapacity
            ALLOCATE | 422 | cannot allocate free child prefix in ipam: error creating new prefix from:10.0.0.0/16 in ipam: invalid_argument: no prefix found in 10.0.0.0/16 | NoCapacity
            ALLOCATE | 400 | NotFound no image for id:debian-99 found:… | Rejected
            ALLOCATE | 400 | size:v9 not found err:NotFound no size with id "v9" found | Rejected
            ALLOCATE | 400 | partition:nowhere not found err:NotFound no partition with id "nowhere" found | Rejected
            ALLOCATE | 400 | given image is not usable for a machine, features: firewall | Rejected
            ALLOCATE | 422 | invalid public SSH key: x error:ssh: no key found | Rejected
            ALLOCATE | 422 | could not find a matching filesystemLayout for size:a and image:b | Rejected
            ALLOCATE | 422 | unable to gather networks:the given private network does not belong to the project, which is not allowed | Rejected
            ALLOCATE | 404 | rpc error: code = NotFound desc = project with id:x not found sql: no rows in result set | Rejected
            ALLOCATE | 404 | unable to gather networks:NotFound no network with id "x" found | Rejected
            ALLOCATE | 404 | NotFound no size with id "x" found | InDoubt
            ALLOCATE | 409 | Conflict cannot update machine (00000000-0000-0000-0000-000000000003): the entity was changed from another, please retry | InDoubt
            ALLOCATE | 500 | Internal something | InDoubt
            ALLOCATE | 503 | whatever | InDoubt
            ALLOCATE | 403 | Wrong HMAC found | Denied
            ALLOCATE | 403 | the timestamp in your header is too old: 2026-01-02 03:04:05 +0000 UTC | Denied
            ALLOCATE | 415 | Unsupported Media Type | Rejected
            FREE | 422 | machine is locked | Busy
            FREE | 409 | Conflict cannot update machine (x): the entity was changed from another, please retry | Busy
            FREE | 422 | error releasing child prefix in ipam: invalid_argument: prefix 10.0.0.0/22 has ips, deletion not possible | Busy
            FREE | 422 | error releasing child prefix in ipam: not_found: prefix | Rejected
            FREE | 400 | ip with machine scope can not be deleted | Busy
            FREE | 404 | NotFound no ip with id "1.2.3.4" found | NotFound
            FREE | 404 | NotFound no machine with id "x" found | NotFound
            FREE | 404 | 404: Page Not Found | Unavailable
            FREE | 500 | Internal something | InDoubt
            FREE | 403 | you are not member in one of [k8s_kaas-edit maas-all-all-edit] | Denied
            READ | 404 | rpc error: code = NotFound desc = project with id:x not found sql: no rows in result set | NotFound
            READ | 404 | 404: Page Not Found | Unavailable
            READ | 500 | Internal something | Unavailable
            READ | 409 | Conflict | Unavailable
            READ | 429 | slow down | Busy
            READ | 400 | invalid character | Rejected
            READ | 401 | who are you | Denied
            """)
    void means(Kind kind, int status, String text, String expected) {
        var failure = MetalFailures.of(kind, refused(status, text), Echo.OF_SIGNATURE);

        assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(failure.nothingHappened()).isEqualTo(!expected.equals("InDoubt"));
        assertThat(failure.message()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "READ, 502, Unavailable",
        "READ, 404, Unavailable",
        "ALLOCATE, 502, InDoubt",
        "ALLOCATE, 404, InDoubt",
        "ALLOCATE, 504, InDoubt",
        "FREE, 404, InDoubt",
        "FREE, 503, InDoubt",
        "ALLOCATE, 308, Unavailable",
        "ALLOCATE, 403, Denied",
    })
    void trusts_no_answer_that_is_not_metal_apis(Kind kind, int status, String expected) {
        var failure = MetalFailures.of(
                kind, new RefusedAnswer(status, Optional.empty(), Optional.empty()), Echo.OF_SIGNATURE);

        assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
    }

    static Stream<Arguments> failedConnections() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), "cannot be reached", true),
                Arguments.of(new UnknownHostException("api.example.org"), "is not known", true),
                Arguments.of(new SSLHandshakeException("PKIX path building failed"), "certificate", true),
                Arguments.of(new TimeoutException(), "in time", false),
                Arguments.of(new InterruptedException(), "ended before", false),
                Arguments.of(new IOException("Read timed out"), "broke", false),
                Arguments.of(new SocketException("Connection reset"), "broke", false),
                Arguments.of(new JsonParseException(null, "Unexpected character ('<')"), "METAL_API_URL", false),
                Arguments.of(new IllegalStateException("whatever"), "METAL_API_URL", false));
    }

    @ParameterizedTest
    @MethodSource("failedConnections")
    void knows_that_nothing_happened_only_where_no_connection_was_made(
            Throwable cause, String said, boolean nothingHappened) {
        var thrown = new ProcessingException(cause);

        var change = MetalFailures.of(Kind.ALLOCATE, thrown, ADDRESS);
        var read = MetalFailures.of(Kind.READ, thrown, ADDRESS);

        assertThat(change.nothingHappened()).isEqualTo(nothingHappened);
        assertThat(change.message()).contains(said);
        assertThat(read).isInstanceOf(MetalFailure.Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2, ''",
        "-9, ''",
        "-47, 'about 40 s behind'",
        "130, 'about 2 min ahead of'",
        "-90000, 'about 25 h behind'",
    })
    void tells_the_difference_of_the_clocks_when_it_matters(long secondsAhead, String said) {
        var failure = MetalFailures.of(
                Kind.READ,
                new RefusedAnswer(403, Optional.of("Wrong HMAC found"), Optional.of(Duration.ofSeconds(secondsAhead))),
                Echo.OF_SIGNATURE);

        assertThat(failure.message()).contains("Wrong HMAC found", "METAL_API_HMAC", "clock of this host");
        if (said.isEmpty()) {
            assertThat(failure.message()).doesNotContain("about");
        } else {
            assertThat(failure.message()).contains(said + " metal-api's");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void says_the_same_of_the_same_cause(Kind kind) {
        var first = MetalFailures.of(
                kind,
                refused(409, "Conflict cannot update machine (00000000-0000-0000-0000-000000000003): please retry"),
                Echo.OF_SIGNATURE);
        var second = MetalFailures.of(
                kind,
                refused(409, "Conflict cannot update machine (11111111-1111-1111-1111-111111111111): please retry"),
                Echo.OF_SIGNATURE);

        assertThat(first).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({
        "404, NotFound no size with id v9 found, InDoubt",
        "422, no machine available for this size, NoCapacity",
        "422, too many parallel machine allocations, Busy",
        "500, no ips left in this network, NoCapacity",
    })
    void what_was_sent_changes_nothing_of_what_an_answer_means(int status, String text, String expected) {
        var echo = Echo.of(("#cloud-config\n# " + text).getBytes(StandardCharsets.UTF_8));

        var failure = MetalFailures.of(Kind.ALLOCATE, refused(status, "why (" + text), echo);

        assertThat(failure.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(failure.message()).endsWith("why (…");
    }

    @Test
    void leaves_out_what_was_sent_and_keeps_the_rest() {
        var echo = Echo.of("#cloud-config\ntoken: 07401b.f395accd246ae52d\n".getBytes(StandardCharsets.UTF_8));

        assertThat(echo.takenOutOf("line 2 (token: 07401b.f395accd246ae52d) is not acceptable"))
                .isEqualTo("line 2 (…) is not acceptable");
        assertThat(echo.takenOutOf("Authorization: Metal-Edit " + "0a".repeat(32) + " is wrong"))
                .isEqualTo("Authorization: Metal-Edit … is wrong");
        assertThat(echo.takenOutOf("no project 00000000-0000-0000-0000-000000000001 in #cloud"))
                .isEqualTo("no project 00000000-0000-0000-0000-000000000001 in #cloud");
    }

    @Test
    void leaves_times_and_request_ids_out() {
        assertThat(MetalText.stable("the timestamp in your header is too old: 2026-01-02 03:04:05 +0000 UTC"))
                .isEqualTo("the timestamp in your header is too old: …");
        assertThat(MetalText.stable("failed at 2026-01-02T03:04:05.123456789Z (request-id: 0a1b-2c)\n  again"))
                .isEqualTo("failed at … again");
    }

    @Test
    void keeps_the_ids_that_a_user_has_given() {
        assertThat(MetalText.stable(
                        "rpc error: code = NotFound desc = project with id:00000000-0000-0000-0000-000000000001 not found"
                                + " sql: no rows in result set"))
                .isEqualTo("NotFound project with id:00000000-0000-0000-0000-000000000001 not found");
    }

    @Test
    void shortens_what_would_fill_a_condition() {
        assertThat(MetalText.stable("x".repeat(5000))).hasSizeLessThan(310).endsWith("…");
    }

    private static RefusedAnswer refused(int status, String text) {
        return new RefusedAnswer(status, Optional.of(text), Optional.empty());
    }
}
