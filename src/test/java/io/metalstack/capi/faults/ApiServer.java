package io.metalstack.capi.faults;

import io.fabric8.kubernetes.client.Config;
import io.metalstack.capi.house.TestApiServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Where the real API server is, what it is trusted by, and the manager's token. */
record ApiServer(URI url, PemTrustOptions trust, String managerToken) {

    static ApiServer ofTest() {
        return of(TestApiServer.managerKubeconfig());
    }

    /** @param kubeconfig of the manager */
    static ApiServer of(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        return new ApiServer(URI.create(config.getMasterUrl()), trust(config), token(config));
    }

    private static String token(Config config) {
        return config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
    }

    private static PemTrustOptions trust(Config config) {
        if (config.getCaCertFile() != null) {
            try {
                return new PemTrustOptions()
                        .addCertValue(Buffer.buffer(Files.readAllBytes(Path.of(config.getCaCertFile()))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new PemTrustOptions()
                .addCertValue(Buffer.buffer(Base64.getDecoder().decode(config.getCaCertData())));
    }
}
