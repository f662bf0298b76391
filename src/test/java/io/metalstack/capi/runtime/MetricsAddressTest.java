package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsAddressTest {

    @TempDir
    Path folder;

    @Test
    void without_an_address_nothing_is_served() {
        assertThat(settings(Map.of())).isEmpty();
        assertThat(settings(Map.of("capms.metrics-bind-address", "0"))).isEmpty();
        assertThat(settings(Map.of("capms.metrics-bind-address", ":8443", "capms.metrics-secure", "false")))
                .isEmpty();
    }

    @Test
    void without_a_mounted_certificate_the_manager_signs_one_for_itself() throws Exception {
        var settings = settings(Map.of("capms.metrics-bind-address", ":8443"));

        assertThat(settings).containsEntry("quarkus.http.ssl-port", "8443");
        var file = Path.of(settings.get("quarkus.tls.metrics.key-store.pem.manager.cert"));
        var certificate = read(Files.readString(file).getBytes(StandardCharsets.US_ASCII));
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(Files.getPosixFilePermissions(file.getParent())).hasSize(3); // of the owner alone
        assertThat(Path.of(settings.get("quarkus.tls.metrics.key-store.pem.manager.key")))
                .content()
                .startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void its_certificate_is_what_it_is_asked_to_be() throws Exception {
        var now = Instant.parse("2026-11-29T12:00:00Z");
        var certificate = read(
                SelfSignedCertificate.of(List.of("a.example", "b.example"), now).encoded());

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=a.example");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(Object::toString)
                .containsExactly("[2, a.example]", "[2, b.example]");
        certificate.checkValidity(Date.from(now));
        certificate.checkValidity(Date.from(now.plusSeconds(9 * 365L * 86_400)));
    }

    @Test
    void a_mounted_certificate_is_used_and_read_again() throws Exception {
        Files.writeString(folder.resolve("tls.crt"), "c");
        Files.writeString(folder.resolve("tls.key"), "k");

        assertThat(settings(Map.of("capms.metrics-bind-address", ":9443", "capms.metrics-cert-dir", folder.toString())))
                .containsEntry("quarkus.http.ssl-port", "9443")
                .containsEntry(
                        "quarkus.tls.metrics.key-store.pem.manager.cert",
                        folder.resolve("tls.crt").toString())
                .containsEntry("quarkus.tls.metrics.reload-period", "1m");
    }

    @Test
    void a_directory_without_a_certificate_is_told() {
        assertThatThrownBy(() -> settings(
                        Map.of("capms.metrics-bind-address", ":9443", "capms.metrics-cert-dir", folder.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CAPMS_METRICS_CERT_DIR")
                .hasMessageContaining("has no readable tls.crt and tls.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8443", "127.0.0.1:8443", ":65536", ":", "off"})
    void another_address_is_told(String address) {
        assertThatThrownBy(() -> settings(Map.of("capms.metrics-bind-address", address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CAPMS_METRICS_BIND_ADDRESS")
                .hasMessageContaining("and not " + address);
    }

    private static Map<String, String> settings(Map<String, String> given) {
        return MetricsAddress.settings(ShippedOperator.settings(given));
    }

    private static X509Certificate read(byte[] encoded) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
