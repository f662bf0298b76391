package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way from a browser to the lab's console: port, socket file, simulator. */
@Timeout(60)
class DoorwayTest {
    @TempDir
    Path checkout;

    private final Simulator metal = Simulator.builder().start();
    private final SocketAddress simulator =
            new InetSocketAddress("127.0.0.1", metal.baseUrl().getPort());
    private LabFiles files;

    @BeforeEach
    void begin() {
        files = LabFiles.of(checkout);
        files.begin();
    }

    @AfterEach
    void end() {
        metal.close();
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void leads_to_the_console_for_as_long_as_the_lab_lives() throws Exception {
        var lab = new ProcessBuilder("cat").start();
        var started = LabProcess.startOf(lab.pid()).orElseThrow();
        LabFiles.writePrivately(files.pid(), "%d %d %d".formatted(lab.pid(), started, lab.pid()));
        try (var inside = Passage.open(Doorway.inside(files), simulator)) {
            var outside = Thread.ofVirtual().start(() -> {
                try {
                    Doorway.main(checkout.toString());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> Doorway.address(files).isPresent());
            var console = Doorway.address(files).orElseThrow();
            assertThat(console).startsWith("http://127.0.0.1:").endsWith("/control/console/");
            assertThat(get(console).body()).contains("<h1>");

            lab.destroyForcibly().waitFor();

            outside.join();
            assertThatThrownBy(() -> get(console)).isInstanceOf(ConnectException.class);
        } finally {
            lab.destroyForcibly();
        }
    }

    @Test
    void passes_on_what_is_sent_later() throws Exception {
        try (var inside = Passage.open(Doorway.inside(files), simulator);
                var outside = Passage.open(new InetSocketAddress("127.0.0.1", 0), Doorway.inside(files))) {
            var port = ((InetSocketAddress) outside.address()).getPort();
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/control/events"))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
            try (var lines = answer.body()) {
                var told = lines.iterator();
                var before = nextState(told);

                var ids = metal.control().addMachines(1, "mini-lab", "v1-small-x86", "new-rack");

                assertThat(before).doesNotContain("new-rack");
                assertThat(nextState(told)).contains(ids.getFirst(), "new-rack");
            }
        }
    }

    private static String nextState(Iterator<String> lines) {
        while (!lines.next().equals("event: state")) {
            // what came between
        }
        return lines.next();
    }

    @Test
    void who_comes_while_nobody_is_inside_is_sent_away_and_may_come_again() throws Exception {
        try (var outside = Passage.open(new InetSocketAddress("127.0.0.1", 0), Doorway.inside(files))) {
            var url = "http://127.0.0.1:%d/control/".formatted(((InetSocketAddress) outside.address()).getPort());
            assertThatThrownBy(() -> get(url)).isInstanceOf(IOException.class);

            try (var inside = Passage.open(Doorway.inside(files), simulator)) {
                assertThat(get(url).statusCode()).isEqualTo(200);
            }
        }
    }
}
