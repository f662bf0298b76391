package io.metalstack.capi.metal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The certificate authorities of the system, and those of a PEM bundle beside them. */
final class TrustedAuthorities {

    private TrustedAuthorities() {}

    /** @throws IllegalArgumentException with a sentence for the user, if the bundle holds no certificate */
    static void check(String pemBundle) {
        certificates(pemBundle);
    }

    /** A store without password, in memory only. */
    static KeyStore systemAnd(String pemBundle) {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var all = new ArrayList<Certificate>(ofSystem());
            all.addAll(certificates(pemBundle));
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("authority-" + i, all.get(i));
            }
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The trusted certificate authorities could not be put together", e);
        }
    }

    private static List<? extends Certificate> ofSystem() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        var found = new ArrayList<Certificate>();
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                found.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return found;
    }

    private static List<? extends Certificate> certificates(String pemBundle) {
        try {
            var bytes = pemBundle.getBytes(StandardCharsets.UTF_8);
            var found = List.copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)));
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "The CA bundle for metal-api (METAL_API_CA_FILE, ca.crt) holds no PEM certificate");
    }
}
