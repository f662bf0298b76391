package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the console is told, and that no reader costs more than its seat. */
@Timeout(60)
class EventStreamTest extends Bench {
    private static final Duration SHORT = Duration.ofMillis(20);

    private final String project = metal.newProject();

    EventStreamTest() {
        super(Simulator.builder().pace(new EventStream.Pace(SHORT, SHORT, Duration.ofMillis(300))));
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            api.get("/v1/version");
        }
    }

    @Test
    void tells_what_there_is_and_again_whenever_it_is_another() throws IOException {
        try (var reader = EventReader.open(metal)) {
            assertThat(reader.header("Content-Type")).isEqualTo("text/event-stream");
            assertThat(reader.header("Cache-Control")).isEqualTo("no-store");
            var first = reader.next("state", it -> true);
            assertThat(first.at("/machines")).hasSize(4);
            assertThat(first.text()).doesNotContain("worker-1");

            allocate(project, network(project));

            var held = reader.next("state", it -> it.text().contains("worker-1"));
            assertThat(held.text()).contains("\"hostname\":\"worker-1\",\"role\":\"machine\"");
            assertThat(held.at("/networks/3/addresses").asInt()).isEqualTo(1);
        }
    }

    @Test
    void tells_each_call_when_it_has_ended() throws IOException {
        try (var reader = EventReader.open(metal)) {
            api.get("/v1/machine/no-such");

            var calls = reader.next("calls", it -> true);

            assertThat(calls.at("/missed").asInt()).isZero();
            assertThat(calls.at("/calls")).hasSize(1);
            assertThat(calls.at("/calls/0/path").asText()).isEqualTo("/v1/machine/no-such");
            assertThat(calls.at("/calls/0/status").asInt()).isEqualTo(404);
            assertThat(calls.at("/calls/0/millis").asDouble()).isPositive();
            assertThat(calls.at("/calls/0/message").asText()).contains("no machine with id");
        }
    }

    @Test
    void keeps_user_data_keys_and_unknown_tags_to_itself() throws IOException {
        var body = allocation(project, network(project));
        body.put("user_data", "the-user-data");
        body.put("ssh_pub_keys", List.of(AllocateErrorsTest.ED25519));
        body.put("tags", List.of("the-tag=secret"));
        assertThat(api.post("/v1/machine/allocate", body).status()).isEqualTo(200);
        body.put("ssh_pub_keys", List.of("ssh-rsa the-wrong-key"));
        assertThat(api.post("/v1/machine/allocate", body).message()).contains("the-wrong-key");

        try (var reader = EventReader.open(metal)) {
            var told = reader.next("state", it -> true).text()
                    + reader.next("calls", it -> true).text();
            assertThat(told).contains("worker-1", "MACHINE_ALLOCATED", "invalid public SSH key");
            assertThat(told)
                    .doesNotContain("the-user-data", AllocateErrorsTest.ED25519, "the-wrong-key", "the-tag")
                    .doesNotContain(
                            metal.keys().view(),
                            metal.keys().edit(),
                            metal.keys().admin());
        }
    }

    @Test
    void says_that_it_is_alive_where_nothing_happens() throws IOException {
        try (var reader = EventReader.open(metal)) {
            assertThat(reader.next("alive", it -> true).text()).isEqualTo("{}");
        }
    }

    @Test
    void goes_on_where_a_reader_lost_it_and_counts_what_is_too_much_for_one_event() throws IOException {
        call(3);
        String id;
        try (var reader = EventReader.open(metal)) {
            id = reader.next("calls", it -> true).id();
        }
        call(EventStream.CALLS + 20);

        try (var reader = EventReader.open(metal, "Last-Event-ID", id)) {
            var calls = reader.next("calls", it -> true);
            assertThat(calls.at("/missed").asInt()).isEqualTo(20);
            assertThat(calls.at("/calls")).hasSize(EventStream.CALLS);
            assertThat(calls.at("/calls/0/number").asInt()).isEqualTo(24);
        }
    }

    @Test
    void begins_anew_for_a_reader_of_another_simulator() throws IOException {
        call(3);
        try (var reader = EventReader.open(metal, "Last-Event-ID", "another-2")) {
            assertThat(reader.next("calls", it -> true).at("/calls")).hasSize(3);
        }
    }

    @Test
    void refuses_a_reader_too_many_until_another_one_has_left() {
        var readers = new ArrayList<EventReader>();
        for (int i = 0; i < EventStream.READERS; i++) {
            readers.add(EventReader.open(metal));
        }
        assertThat(readers).allSatisfy(it -> assertThat(it.status()).isEqualTo(200));
        assertThat(EventReader.open(metal).status()).isEqualTo(503);

        readers.removeFirst().close();

        await().untilAsserted(() -> {
            var next = EventReader.open(metal);
            readers.add(next);
            assertThat(next.status()).isEqualTo(200);
        });
        readers.forEach(EventReader::close);
    }

    @Test
    void lets_go_of_readers_that_take_nothing() throws IOException {
        metal.control().addMachines(2000, InventorySpec.MINI_LAB, InventorySpec.SMALL, "full");
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < EventStream.READERS; i++) {
            sockets.add(askAndReadNothing());
        }
        await().untilAsserted(() -> assertThat(EventReader.open(metal).status())
                .as("all seats are taken")
                .isEqualTo(503));

        // Each change has the whole state told again, until no buffer takes more.
        await().atMost(Duration.ofSeconds(50)).untilAsserted(() -> {
            metal.control().addMachines(1, InventorySpec.MINI_LAB, InventorySpec.SMALL, "full");
            try (var next = EventReader.open(metal)) {
                assertThat(next.status()).isEqualTo(200);
            }
        });
        for (var socket : sockets) {
            socket.close();
        }
    }

    private Socket askAndReadNothing() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", metal.controlUrl().getPort()));
        socket.getOutputStream()
                .write(("GET " + EventStream.PATH + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void ends_with_the_simulator() throws IOException {
        try (var reader = EventReader.open(metal)) {
            reader.next("state", it -> true);

            metal.close();

            assertThatThrownBy(() -> reader.next("none", it -> true)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void is_read_and_not_written() {
        var answer =
                api.send(api.plain(metal.controlUrl(), "POST", "events", null).build());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("allow")).containsExactly("GET");
        assertThat(api.send(api.plain(metal.controlUrl(), "GET", "", null).build())
                        .text())
                .contains("GET /control/events");
    }
}
