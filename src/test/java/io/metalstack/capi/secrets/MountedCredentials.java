package io.metalstack.capi.secrets;

import io.metalstack.capi.metal.CredentialsSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The directory with the provider's credentials, which may be as wrong as people make it. */
final class MountedCredentials {

    static final Path DIRECTORY = Path.of("target/secrets/credentials").toAbsolutePath();

    private MountedCredentials() {}

    /** All as it should be. */
    static void mount(String url) {
        write(CredentialsSource.URL_FILE, url);
        write(CredentialsSource.HMAC_FILE, Canary.KEY.value());
        write(CredentialsSource.AUTH_TYPE_FILE, "Metal-Edit");
        write(CredentialsSource.CA_FILE, caBundle());
    }

    static void write(String file, String content) {
        try {
            Files.createDirectories(DIRECTORY);
            Files.deleteIfExists(DIRECTORY.resolve(file));
            Files.writeString(DIRECTORY.resolve(file), content + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not even an administrator can read a directory as a file. */
    static void makeUnreadable(String file) {
        try {
            Files.delete(DIRECTORY.resolve(file));
            Files.createDirectory(DIRECTORY.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An authority that everybody knows. Before it stands text, as bundles have it. */
    static String caBundle() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            var known = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
            return Canary.CA.value() + "\n-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder().encodeToString(known.getEncoded()) + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
