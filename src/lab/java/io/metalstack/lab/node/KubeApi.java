package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * A Kubernetes API server, for JSON trees. The node needs six kinds of object and one call at a time: the JDK's client
 * and a JSON tree do, without the start-up of a client with typed models.
 */
final class KubeApi implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The API server said no. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String sentence;

        Refused(int status, String message) {
            super(message);
            this.status = status;
            this.sentence = message;
        }

        /** The status code and what the API server said about it. */
        String sentence() {
            return sentence;
        }

        boolean isNotFound() {
            return status == 404;
        }

        boolean isConflict() {
            return status == 409;
        }
    }

    private final URI server;
    private final Optional<String> token;
    private final HttpClient client;

    KubeApi(Kubeconfig config) throws IOException {
        this.server = config.server();
        this.token = config.token();
        try {
            this.client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .sslContext(Pem.tls(config.authorities(), config.certificate()))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates of the kubeconfig cannot be used: " + e.getMessage(), e);
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    JsonNode create(String path, JsonNode object) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(object))));
    }

    JsonNode replace(String path, JsonNode object) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(Json.bytes(object))));
    }

    /** A strategic merge patch. */
    JsonNode patch(String path, JsonNode patch) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/strategic-merge-patch+json")
                .method("PATCH", BodyPublishers.ofByteArray(Json.bytes(patch))));
    }

    /** Deletes at once, without grace. It is no failure if the object is gone already. */
    void delete(String path) throws IOException, InterruptedException {
        var options = Json.object(Map.of("kind", "DeleteOptions", "apiVersion", "v1", "gracePeriodSeconds", 0));
        try {
            send(request(path)
                    .header("Content-Type", "application/json")
                    .method("DELETE", BodyPublishers.ofByteArray(Json.bytes(options))));
        } catch (Refused e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .header("User-Agent", "kubelet (metal-stack lab)");
        token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var answer = client.send(request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new Refused(answer.statusCode(), answer.statusCode() + " " + message(answer.body()));
        }
        return Json.MAPPER.readTree(answer.body());
    }

    private static String message(byte[] body) {
        try {
            return Json.MAPPER.readTree(body).path("message").asText();
        } catch (IOException e) {
            return "and no Status object";
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
