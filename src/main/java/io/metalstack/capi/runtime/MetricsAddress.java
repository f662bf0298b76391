package io.metalstack.capi.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Where metrics are served over HTTPS, and with which certificate, as settings of Quarkus' HTTP server. */
final class MetricsAddress {

    /** What the flag says for: not at all. */
    static final String NOWHERE = "0";

    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})");
    private static final List<String> NAMES =
            List.of("capms-controller-manager.capms-system.svc", "capms-controller-manager", "localhost");
    private static final String KEY_STORE = "quarkus.tls.metrics.key-store.pem.manager.";

    private MetricsAddress() {}

    /**
     * Nothing, when metrics are not served over HTTPS.
     *
     * @throws IllegalArgumentException with one line that names the setting
     */
    static Map<String, String> settings(ProviderConfig config) {
        var address = config.metricsBindAddress();
        if (!config.metricsSecure() || NOWHERE.equals(address)) {
            return Map.of();
        }
        var port = PORT.matcher(address);
        if (!port.matches() || Integer.parseInt(port.group(1)) > 65535) {
            throw new IllegalArgumentException(
                    "CAPMS_METRICS_BIND_ADDRESS (flag --metrics-bind-address) must be :<port>,"
                            + " for example :8443, or 0 for no metrics, and not " + address);
        }
        var settings = new HashMap<>(
                config.metricsCertDir().map(it -> mounted(Path.of(it))).orElseGet(MetricsAddress::selfSigned));
        settings.put("quarkus.http.ssl-port", port.group(1));
        settings.put("quarkus.http.tls-configuration-name", "metrics");
        return settings;
    }

    /** As a Secret of type kubernetes.io/tls is mounted; read again, as it is renewed. */
    private static Map<String, String> mounted(Path directory) {
        var certificate = directory.resolve("tls.crt");
        var key = directory.resolve("tls.key");
        if (!Files.isReadable(certificate) || !Files.isReadable(key)) {
            throw new IllegalArgumentException("CAPMS_METRICS_CERT_DIR (capms.metrics-cert-dir): " + directory
                    + " has no readable tls.crt and tls.key");
        }
        return Map.of(
                KEY_STORE + "cert",
                certificate.toString(),
                KEY_STORE + "key",
                key.toString(),
                "quarkus.tls.metrics.reload-period",
                "1m");
    }

    private static Map<String, String> selfSigned() {
        try {
            var directory = Files.createTempDirectory("capms-metrics");
            var certificate = directory.resolve("tls.crt");
            var key = directory.resolve("tls.key");
            // Deleted in the reverse order.
            for (var it : List.of(directory, certificate, key)) {
                it.toFile().deleteOnExit();
            }
            SelfSignedCertificate.of(NAMES, Instant.now()).write(certificate, key);
            return Map.of(KEY_STORE + "cert", certificate.toString(), KEY_STORE + "key", key.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("no certificate for metrics can be written", e);
        }
    }
}
