package io.metalstack.capi.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between the provider and the simulator, sees each request as it comes over the wire, and can answer in the
 * simulator's place: with what it was sent, if that is what goes wrong.
 */
final class MetalRelay implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String SIGNATURE = "Authorization";
    private static final Set<String> BY_HOP = Set.of("connection", "content-length", "host", "upgrade", "expect");

    /** A request as it came in. */
    record Request(String method, URI uri, String signature, String headers, String body) {

        /** The user data in it, decoded: only an allocate has some. */
        Optional<byte[]> userData() {
            return allocates()
                    ? Optional.of(
                            Base64.getDecoder().decode(tree().path("user_data").asText()))
                    : Optional.empty();
        }

        /** All of it but the signature and the user data, where they belong. */
        String rest() {
            var elsewhere = allocates() ? tree().without("user_data").toString() : body;
            return method + " " + uri + "\n" + headers + "\n" + elsewhere;
        }

        /** All of it, signature and user data too: what a proxy may repeat when it complains. */
        String echo() {
            return method + " " + uri + "\n" + SIGNATURE + ": " + signature + "\n" + headers + "\n" + body;
        }

        private boolean allocates() {
            return method.equals("POST") && uri.getPath().endsWith("/v1/machine/allocate");
        }

        private ObjectNode tree() {
            try {
                return (ObjectNode) JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What is answered in the simulator's place. */
    record Answer(int status, String contentType, String body) {

        /** metal-api's own form of an error. */
        static Answer error(int status, String message) {
            var body = JSON.createObjectNode().put("statuscode", status).put("message", message);
            return new Answer(status, "application/json", body.toString());
        }
    }

    /** What goes wrong with a request; nothing if empty. */
    interface Mishap {
        Optional<Answer> with(Request request);
    }

    private static final Mishap NONE = request -> Optional.empty();

    private final URI upstream;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<Mishap> mishap = new AtomicReference<>(NONE);
    private final AtomicInteger struck = new AtomicInteger();

    /** @param port 0 for any free one */
    MetalRelay(int port, URI upstream) throws IOException {
        this.upstream = upstream;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/metal";
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** From now on this goes wrong with requests whose path ends so. */
    void goesWrong(String pathEnd, Mishap what) {
        struck.set(0);
        mishap.set(request -> request.uri().getPath().endsWith(pathEnd) ? what.with(request) : Optional.empty());
    }

    void goesRight() {
        mishap.set(NONE);
    }

    /** How many requests went wrong since they were told to. */
    int struck() {
        return struck.get();
    }

    /** Where secrets were sent to which they do not belong. */
    List<String> found() {
        return requests.stream()
                .flatMap(it -> Canary.foundIn(it.rest()).stream()
                        .map(found ->
                                found + ", in " + it.method() + " " + it.uri().getPath()))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = new StringBuilder();
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!name.equals(SIGNATURE)) {
                    headers.append(name + ": " + values + "\n");
                }
            });
            var request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI(),
                    String.valueOf(exchange.getRequestHeaders().getFirst(SIGNATURE)),
                    headers.toString(),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            var instead = mishap.get().with(request);
            instead.ifPresent(it -> struck.incrementAndGet());
            var answer = instead.isPresent() ? instead.get() : forward(exchange, request);
            var body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer forward(HttpExchange exchange, Request request) throws IOException, InterruptedException {
        var builder = HttpRequest.newBuilder(upstream.resolve(request.uri()))
                .method(request.method(), BodyPublishers.ofString(request.body()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(it -> builder.header(name, it));
            }
        });
        var answer = client.send(builder.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse("application/json"),
                answer.body());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
    }
}
