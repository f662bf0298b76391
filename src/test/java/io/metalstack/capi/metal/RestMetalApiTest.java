package io.metalstack.capi.metal;

import static io.metalstack.capi.metal.CannedServer.answer;
import static io.metalstack.capi.metal.CannedServer.brokenOff;
import static io.metalstack.capi.metal.CannedServer.html;
import static io.metalstack.capi.metal.CannedServer.json;
import static io.metalstack.capi.metal.CannedServer.reset;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.metalstack.capi.metal.MetalConnection.Patience;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How calls look on the wire, and what is made of answers that metal-api does not give every day. */
@QuarkusTest
class RestMetalApiTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String KEY = "the-secret-key";
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofMillis(300));

    private final CannedServer server = new CannedServer();
    private final AtomicReference<Credentials> credentials =
            new AtomicReference<>(Credentials.of(server.url(), KEY, "Metal-Edit", Optional.empty()));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RestMetalApi api = api(Patience.DEFAULT);

    @AfterEach
    void close() {
        api.close();
        server.close();
    }

    private RestMetalApi api(Patience patience) {
        return new RestMetalApi(
                credentials::get, Clock.fixed(NOW, ZoneOffset.UTC), meters, new AllocationTurns(10), patience);
    }

    @Test
    void signs_a_read_with_the_time_of_the_clock() {
        api.findMachines(MachineQuery.inProject("p-1"));

        assertThat(server.requests()).singleElement().satisfies(sent -> {
            assertThat(sent.method() + " " + sent.path()).isEqualTo("POST /metal/v1/machine/find");
            assertThat(sent.headers()).containsEntry("x-date", "2026-01-02T03:04:05Z");
            assertThat(sent.header("x-data-salt")).matches("[a-zA-Z]{24}");
            assertSignedCorrectly(sent);
        });
    }

    @Test
    void signs_an_allocate_with_the_time_that_the_caller_gives() {
        server.reacts(json(200, "{\"id\": \"m-1\"}"));

        api.allocateMachine(aMachine(), NOW.minusSeconds(17));

        assertThat(server.requests()).singleElement().satisfies(sent -> {
            assertThat(sent.headers()).containsEntry("x-date", "2026-01-02T03:03:48Z");
            assertSignedCorrectly(sent);
        });
    }

    @Test
    void signs_each_call_with_another_salt() {
        api.findMachines(MachineQuery.inProject("p-1"));
        api.findMachines(MachineQuery.inProject("p-1"));

        assertThat(server.requests()).extracting(it -> it.header("x-data-salt")).doesNotHaveDuplicates();
    }

    private static void assertSignedCorrectly(CannedServer.Request sent) {
        var mac = MetalSignature.mac(
                KEY.getBytes(UTF_8),
                sent.header("x-date"),
                sent.method(),
                sent.header("x-data-salt").getBytes(UTF_8));
        assertThat(sent.headers()).containsEntry("authorization", "Metal-Edit " + mac);
    }

    @Test
    void asks_for_a_machine_in_the_spelling_of_metal_api() {
        server.reacts(json(200, "{\"id\": \"m-1\"}"));

        api.allocateMachine(aMachine(), NOW);

        assertThat(server.requests())
                .singleElement()
                .satisfies(sent -> assertThat(sent.body())
                        .contains("\"projectid\":\"p-1\"")
                        .contains("\"partitionid\":\"muc\"")
                        .contains("\"sizeid\":\"v1-small-x86\"")
                        .contains("\"imageid\":\"debian-13.0\"")
                        .contains("\"networks\":[{\"networkid\":\"n-1\",\"autoacquire\":true}]")
                        .contains("\"placement_tags\":[\"b\"]")
                        .contains("\"ssh_pub_keys\":[]")
                        .contains("\"user_data\":\"I2Nsb3VkLWNvbmZpZw==\"")
                        .contains("\"dns_servers\":[{\"ip\":\"9.9.9.9\"}]")
                        .doesNotContain("ntp_servers", "filesystemlayoutid"));
    }

    @Test
    void leaves_out_the_parts_that_a_query_does_not_name() {
        api.findMachines(MachineQuery.withId("m-1"));

        assertThat(server.requests())
                .singleElement()
                .satisfies(sent -> assertThat(sent.body()).isEqualTo("{\"id\":\"m-1\",\"tags\":[]}"));
    }

    @Test
    void encodes_what_stands_in_a_path() {
        server.reacts(json(200, "{\"ipaddress\": \"2001:db8::1\"}"));

        api.freeIp("2001:db8::1/../x", Instant.now());

        assertThat(server.requests())
                .singleElement()
                .satisfies(sent ->
                        assertThat(sent.path()).startsWith("/metal/v1/ip/free/").doesNotContain("/../"));
    }

    @Test
    void reads_a_null_list_as_empty() {
        server.reacts(json(200, "null"));

        assertThat(api.findMachines(MachineQuery.inProject("p-1"))).isEmpty();
        assertThat(api.findNetworks(NetworkQuery.withId("n-1"))).isEmpty();
        assertThat(api.findIps(IpQuery.withAddress("1.2.3.4"))).isEmpty();
    }

    @Test
    void knows_a_project_only_if_metal_api_says_so() {
        server.reacts(json(200, "{\"meta\": {\"id\": \"p-1\"}, \"name\": \"lab\"}"));
        assertThat(api.projectName("p-1")).contains("lab");

        server.reacts(
                json(
                        404,
                        "{\"statuscode\": 404, \"message\": \"rpc error: code = NotFound desc = project with id:p-2 not found\"}"));
        assertThat(api.projectName("p-2")).isEmpty();

        server.reacts(html(404));
        assertThat(failureOf(() -> api.projectName("p-2"))).isInstanceOf(MetalFailure.Unavailable.class);
    }

    @Test
    void leaves_a_change_in_doubt_whose_answer_is_lost() {
        server.reacts(reset());
        assertInDoubt();
        server.reacts(brokenOff("{\"id\": \"m-"));
        assertInDoubt();
        server.reacts(html(502));
        assertInDoubt();
        server.reacts(html(200));
        assertInDoubt();
        server.reacts(json(200, "{}"));
        assertInDoubt();
        server.reacts(json(500, "{\"statuscode\": 500, \"message\": \"Internal whatever\"}"));
        assertInDoubt();
    }

    private void assertInDoubt() {
        assertThat(failureOf(() -> api.allocateMachine(aMachine(), NOW))).isInstanceOf(MetalFailure.InDoubt.class);
        assertThat(failureOf(() -> api.freeMachine("m-1", Instant.now()))).isInstanceOf(MetalFailure.InDoubt.class);
    }

    @Test
    void learns_nothing_from_a_read_whose_answer_is_unusable() {
        server.reacts(reset());
        assertUnavailable();
        server.reacts(brokenOff("[{\"id\": \"m-1\"},"));
        assertUnavailable();
        server.reacts(html(502));
        assertUnavailable();
        server.reacts(html(200));
        assertUnavailable();
        server.reacts(json(200, "{}"));
        assertUnavailable();
        server.reacts(answer(307, "text/html", "", "Location: https://elsewhere.example.org/\r\n"));
        assertUnavailable();
    }

    private void assertUnavailable() {
        assertThat(failureOf(() -> api.findMachines(MachineQuery.inProject("p-1"))))
                .isInstanceOf(MetalFailure.Unavailable.class);
        assertThat(failureOf(() -> api.findIps(IpQuery.inNetwork("n-1")))).isInstanceOf(MetalFailure.Unavailable.class);
    }

    @Test
    void gives_up_on_an_answer_that_does_not_come() {
        try (var impatient = api(SHORT)) {
            server.reacts(server.stalls(""));
            assertThat(failureOf(() -> impatient.findIps(IpQuery.inNetwork("n-1")))
                            .message())
                    .contains("did not answer in time");
            assertThat(failureOf(() -> impatient.allocateMachine(aMachine(), NOW)))
                    .isInstanceOf(MetalFailure.InDoubt.class);

            server.reacts(
                    server.stalls(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n[{\"id\": \"m-1\"},"));
            assertThat(failureOf(() -> impatient.findMachines(MachineQuery.inProject("p-1"))))
                    .isInstanceOf(MetalFailure.Unavailable.class);
        }
    }

    @Test
    void is_certain_that_nothing_happened_where_nobody_listens() {
        server.close();

        var failure = failureOf(() -> api.allocateMachine(aMachine(), NOW));

        assertThat(failure).isInstanceOf(MetalFailure.Unavailable.class);
        assertThat(failure.message()).contains("cannot be reached at " + server.url());
    }

    @Test
    void follows_no_redirect() {
        server.reacts(answer(307, "text/html", "", "Location: " + server.url() + "/elsewhere\r\n"));

        var failure = failureOf(() -> api.allocateMachine(aMachine(), NOW));

        assertThat(failure.nothingHappened()).isTrue();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void names_key_and_clock_when_refused() {
        server.reacts(answer(
                403,
                "application/json",
                "{\"statuscode\": 403, \"message\": \"Wrong HMAC found\"}",
                "Date: Fri, 02 Jan 2026 03:09:17 GMT\r\n"));

        var failure = failureOf(() -> api.findIps(IpQuery.inNetwork("n-1")));

        assertThat(failure).isInstanceOf(MetalFailure.Denied.class);
        assertThat(failure.message())
                .contains("Wrong HMAC found", "METAL_API_HMAC", "clock", "about 5 min behind metal-api's")
                .doesNotContain(KEY);
    }

    @Test
    void understands_a_refusal_that_is_a_bare_string() {
        server.reacts(json(403, "\"tenant  not allowed\""));

        assertThat(failureOf(() -> api.findMachines(MachineQuery.inProject("p-1")))
                        .message())
                .contains("403: tenant not allowed");
    }

    @Test
    void uses_changed_credentials_from_the_next_call_on() {
        api.findIps(IpQuery.inNetwork("n-1"));
        try (var other = new CannedServer()) {
            credentials.set(Credentials.of(other.url(), "another-key", "Metal-Admin", Optional.empty()));

            api.findIps(IpQuery.inNetwork("n-1"));

            assertThat(other.requests())
                    .singleElement()
                    .satisfies(sent -> assertThat(sent.header("authorization")).startsWith("Metal-Admin "));
            assertThat(api.signatureLifetime()).isEqualTo(Duration.ofSeconds(90));
        }
    }

    @Test
    void says_what_is_wrong_with_the_credentials_instead_of_calling() {
        var unset = new RestMetalApi(
                CredentialsSource.ofValues("", "", "", Optional.empty()),
                Clock.systemUTC(),
                meters,
                new AllocationTurns(10));

        assertThat(failureOf(() -> unset.freeMachine("m-1", Instant.now()))).satisfies(failure -> {
            assertThat(failure.nothingHappened()).isTrue();
            assertThat(failure.message()).contains("METAL_API_HMAC");
        });
    }

    @Test
    void counts_calls_by_operation_and_outcome() {
        api.findIps(IpQuery.inNetwork("n-1"));
        server.reacts(json(422, "{\"statuscode\": 422, \"message\": \"no machine available\"}"));
        failureOf(() -> api.allocateMachine(aMachine(), NOW));

        assertThat(meters.timer("metal.api.calls", "operation", "ip-find", "outcome", "ok")
                        .count())
                .isEqualTo(1);
        assertThat(meters.timer("metal.api.calls", "operation", "machine-allocate", "outcome", "NoCapacity")
                        .count())
                .isEqualTo(1);
    }

    static MachineAllocation aMachine() {
        return new MachineAllocation(
                "p-1",
                "muc",
                "v1-small-x86",
                "debian-13.0",
                "w-1",
                "w-1",
                "a worker",
                "#cloud-config".getBytes(UTF_8),
                List.of("n-1"),
                List.of(),
                List.of("a", "b"),
                List.of("b"),
                List.of(),
                Optional.empty(),
                List.of("9.9.9.9"),
                List.of(),
                Optional.empty());
    }

    private static MetalFailure failureOf(Runnable call) {
        return catchThrowableOfType(MetalException.class, call::run).failure();
    }
}
