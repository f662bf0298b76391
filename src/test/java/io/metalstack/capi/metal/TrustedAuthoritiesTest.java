package io.metalstack.capi.metal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A metal-api behind TLS, with a certificate that no system knows. */
@QuarkusTest
class TrustedAuthoritiesTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    Path directory;

    private HttpsServer server;
    private String certificate;

    @BeforeEach
    void start() throws Exception {
        var store = directory.resolve("server.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=metal-api",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-alias",
                        "server",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        var said = new ByteArrayOutputStream();
        keytool.getInputStream().transferTo(said);
        assertThat(keytool.waitFor()).as(said.toString(UTF_8)).isZero();

        var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        certificate = "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(keys.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("[]".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_bundle_makes_its_authorities_trusted() throws Exception {
        var bundle = Files.writeString(directory.resolve("ca.crt"), certificate);

        try (var api = api(Optional.of(bundle))) {
            assertThat(api.findIps(IpQuery.inNetwork("n-1"))).isEmpty();
        }
    }

    @Test
    void without_it_the_call_is_not_made() {
        try (var api = api(Optional.empty())) {
            assertThatThrownBy(() -> api.freeMachine("m-1", Instant.now()))
                    .isInstanceOfSatisfying(
                            MetalException.class,
                            it -> assertThat(it.failure()).isInstanceOf(MetalFailure.Unavailable.class))
                    .hasMessageContaining("METAL_API_CA_FILE");
        }
    }

    private RestMetalApi api(Optional<Path> caFile) {
        var url = "https://127.0.0.1:" + server.getAddress().getPort();
        return new RestMetalApi(
                CredentialsSource.ofValues(url, "key", "", caFile),
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                new AllocationTurns(10));
    }
}
