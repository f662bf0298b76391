package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.lab.AnyServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The HTTP question whether a container is ready.
 *
 * @param uri what is asked
 * @param timeoutMillis how long an answer may take
 */
record Probe(URI uri, int timeoutMillis) {

    /** As the kubelet, a probe trusts any certificate. */
    private static final SSLSocketFactory TRUSTING = trusting();

    /**
     * The readiness probe, else the startup probe of a container.
     *
     * @param container as in the manifest
     * @param address of the machine, for probes that name no host
     * @return empty if it has no HTTP probe: then it is ready while it runs
     * @throws IllegalArgumentException if the probe names a port that the container does not have
     */
    static Optional<Probe> of(JsonNode container, String address) {
        var probe = container.has("readinessProbe") ? container.path("readinessProbe") : container.path("startupProbe");
        var get = probe.path("httpGet");
        if (get.isMissingNode()) {
            return Optional.empty();
        }
        try {
            var scheme = Json.text(get, "scheme").orElse("HTTP").toLowerCase(Locale.ROOT);
            var host = Json.text(get, "host").orElse(address);
            var path = new URI(Json.text(get, "path").orElse("/"));
            var uri = new URI(
                    scheme, null, host, port(container, get.path("port")), path.getPath(), path.getQuery(), null);
            return Optional.of(new Probe(
                    uri, 1000 * Math.max(1, probe.path("timeoutSeconds").asInt(1))));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the probe's path is no path of a URL", e);
        }
    }

    /** A port is a number or the name of one of the container's ports; kubeadm writes {@code probe-port}. */
    private static int port(JsonNode container, JsonNode port) {
        if (port.isInt() || port.asText().matches("\\d+")) {
            return port.asInt();
        }
        for (var known : container.path("ports")) {
            if (known.path("name").asText().equals(port.asText())) {
                return known.path("containerPort").asInt();
            }
        }
        throw new IllegalArgumentException("the probe's port '" + port.asText() + "' is none of the container's ports");
    }

    /** Whether the answer is a success, as the kubelet counts it. */
    boolean succeeds() {
        try {
            var connection = (HttpURLConnection) uri.toURL().openConnection();
            if (connection instanceof HttpsURLConnection https) {
                https.setSSLSocketFactory(TRUSTING);
                https.setHostnameVerifier((host, session) -> true);
            }
            connection.setConnectTimeout(timeoutMillis);
            connection.setReadTimeout(timeoutMillis);
            // The kubelet asks on a new connection each time.
            connection.setRequestProperty("Connection", "close");
            try {
                var code = connection.getResponseCode();
                return code >= 200 && code < 400;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static SSLSocketFactory trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyServer()}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }
}
