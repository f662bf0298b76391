package io.metalstack.lab.node;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Certificates and keys as text. */
final class Pem {

    private static final char[] NO_PASSWORD = new char[0];

    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");

    private Pem() {}

    static String encode(String type, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    /** All certificates in a text that may hold other things too. */
    static List<Certificate> certificates(String pem) throws GeneralSecurityException {
        var only = CERTIFICATE.matcher(pem).results().map(MatchResult::group).collect(Collectors.joining("\n"));
        return List.copyOf(CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(only.getBytes(StandardCharsets.US_ASCII))));
    }

    /** The first private key in a text, in any of the three forms that Kubernetes' programs write. */
    static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                var info = object instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : object;
                if (info instanceof PrivateKeyInfo key) {
                    var algorithm = key.getPrivateKeyAlgorithm().getAlgorithm();
                    var factory = algorithm.equals(PKCSObjectIdentifiers.rsaEncryption) ? "RSA" : "EC";
                    return KeyFactory.getInstance(factory).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
                }
            }
        } catch (IOException e) {
            throw new GeneralSecurityException("the private key cannot be read", e);
        }
        throw new GeneralSecurityException("there is no private key");
    }

    /**
     * Trust in {@code authorities} alone, and an identity.
     *
     * @param identity PEM of a certificate and its key
     */
    static SSLContext tls(String authorities, Optional<String> identity) throws GeneralSecurityException {
        try {
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (var authority : certificates(authorities)) {
                trusted.setCertificateEntry("authority" + trusted.size(), authority);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(identity.isPresent() ? keys(identity.get()) : null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty key store cannot be made", e);
        }
    }

    private static KeyManager[] keys(String identity) throws GeneralSecurityException, IOException {
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        // Twice the same, if a kubeconfig names one file for certificate and key; a chain must not repeat itself.
        var chain = certificates(identity).stream().distinct().toArray(Certificate[]::new);
        own.setKeyEntry("own", privateKey(identity), NO_PASSWORD, chain);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        return keys.getKeyManagers();
    }
}
