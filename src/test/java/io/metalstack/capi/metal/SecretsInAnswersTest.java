package io.metalstack.capi.metal;

import static io.metalstack.capi.metal.CannedServer.answer;
import static io.metalstack.capi.metal.CannedServer.brokenOff;
import static io.metalstack.capi.metal.CannedServer.json;
import static io.metalstack.capi.metal.CannedServer.reset;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metalstack.capi.metal.CannedServer.Reaction;
import io.metalstack.capi.metal.CannedServer.Request;
import io.metalstack.capi.metal.MetalConnection.Patience;
import io.metalstack.capi.secrets.Canary;
import io.metalstack.capi.secrets.LogBook;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of answers that repeat what was sent: nothing of it, not even by the cause of a cause. */
@QuarkusTest
class SecretsInAnswersTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofMillis(700));
    private static final Map<String, Function<Request, String>> ECHOES = Map.of(
            "headers", it -> it.headers().toString(),
            "body", Request::body,
            "user data", it -> Canary.BOOTSTRAP.userData(),
            "user data on one line", it -> Canary.BOOTSTRAP.userData().replace("\n", "\\n"),
            "end of the user data", it -> "near 'join --token " + Canary.BOOTSTRAP.value() + "'",
            "user data in hex",
                    it -> HexFormat.of().formatHex(Canary.BOOTSTRAP.userData().getBytes(UTF_8)),
            "beginning of the encoded user data",
                    it -> Base64.getEncoder()
                            .encodeToString(Canary.BOOTSTRAP.userData().getBytes(UTF_8))
                            .substring(0, 180));

    private CannedServer server;
    private LogBook logs;
    private RestMetalApi api;

    /** Not by fields: Quarkus makes an instance more than JUnit, which nobody would close. */
    @BeforeEach
    void open() {
        server = new CannedServer();
        logs = LogBook.open();
        api = new RestMetalApi(
                () -> Credentials.of(server.url(), Canary.KEY.value(), "Metal-Edit", Optional.empty()),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new SimpleMeterRegistry(),
                new AllocationTurns(10),
                SHORT);
    }

    @AfterEach
    void close() {
        api.close();
        server.close();
        logs.close();
    }

    static List<String> echoes() {
        return List.copyOf(ECHOES.keySet());
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void an_error_that_repeats_what_was_sent_is_told_without_it(String echo) {
        for (var status : List.of(400, 403, 404, 409, 422, 429, 500)) {
            server.reacts(echoing(echo, it -> json(status, error(status, "not acceptable: " + it))));

            assertThat(said()).contains("not acceptable: ");
        }
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void whatever_else_repeats_what_was_sent_is_not_told(String echo) {
        for (var status : List.of(200, 308, 403, 404, 422, 502, 503)) {
            server.reacts(echoing(echo, it -> answer(status, "text/html", "<html>" + it + "</html>")));
            said();
            server.reacts(echoing(echo, it -> json(status, it)));
            said();
        }
        server.reacts(echoing(echo, it -> brokenOff("{\"id\": \"" + it)));
        said();
        server.reacts((request, connection) -> connection
                .getOutputStream()
                .write(ECHOES.get(echo).apply(request).getBytes(UTF_8)));
        said();
        server.reacts(
                echoing(echo, it -> server.stalls("HTTP/1.1 200 OK\r\nX-Echo: " + it.replace("\n", " ") + "\r\n")));
        said();
    }

    /** Parsers quote what they stumble over. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "{\"id\": %s}",
                "{\"id\": \"m\", \"allocation\": \"%s\"}",
                "{\"id\": \"m\", \"tags\": \"%s\"}",
                "{\"id\": \"m\", \"events\": {\"crash_loop\": \"%s\"}}",
                "[{\"allocation\": {\"networks\": [{\"asn\": \"%s\"}]}}]"
            })
    void an_answer_that_cannot_be_read_is_not_quoted(String shape) {
        server.reacts(json(200, shape.formatted(Canary.BOOTSTRAP.value())));

        said();
        assertThat(Canary.foundIn(failure(() -> api.findMachines(MachineQuery.inProject("p-1")))))
                .isEmpty();
    }

    @Test
    void a_connection_that_breaks_tells_nothing_of_what_went_over_it() {
        server.reacts(reset());
        said();
        server.reacts(server.stalls(""));
        said();
        server.close();
        said();
    }

    @Test
    void what_holds_a_secret_does_not_show_it() {
        var request = request();

        assertThat(Canary.foundIn(request.toString())).isEmpty();
        assertThat(Canary.foundIn(MachineRoutes.Allocate.of(request).toString()))
                .isEmpty();
        assertThat(Canary.foundIn(
                        Credentials.of("https://api.example.org", Canary.KEY.value(), "Metal-Edit", Optional.empty())
                                .toString()))
                .isEmpty();
    }

    /** What the failure of an allocate says, once it is sure that neither it nor the log tells more than it may. */
    private String said() {
        var failure = failure(() -> api.allocateMachine(request(), NOW));
        assertThat(Canary.foundIn(failure)).isEmpty();
        assertThat(logs.found()).isEmpty();
        return failure.getMessage();
    }

    private static MetalException failure(ThrowingCallable call) {
        var failure = catchThrowableOfType(MetalException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Reaction echoing(String echo, Function<String, Reaction> reaction) {
        return (request, connection) ->
                reaction.apply(ECHOES.get(echo).apply(request)).to(request, connection);
    }

    private static String error(int status, String message) {
        var error = new LinkedHashMap<String, Object>();
        error.put("statuscode", status);
        error.put("message", message);
        return new JsonMapper().valueToTree(error).toString();
    }

    private static MachineAllocation request() {
        return new MachineAllocation(
                "p-1",
                "muc",
                "v1-small-x86",
                "debian-13.0",
                "w-1",
                "w-1",
                "",
                Canary.BOOTSTRAP.userData().getBytes(UTF_8),
                List.of("n-1"),
                List.of(),
                List.of("a"),
                List.of("b"),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
