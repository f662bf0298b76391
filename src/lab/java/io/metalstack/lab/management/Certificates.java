package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The keys of the management plane: a certificate authority, one serving certificate signed by it for API server and
 * webhooks, and the key that signs service account tokens.
 *
 * @param authority PEM certificate that clients trust
 * @param certificate PEM serving certificate; named as managers look for it, {@code tls.crt}
 * @param key its key, PKCS#8 PEM, {@code tls.key} in the same folder
 * @param tokenKey RSA key of the service accounts, PKCS#8 PEM
 */
public record Certificates(Path authority, Path certificate, Path key, Path tokenKey) {
    private static final Duration VALIDITY = Duration.ofDays(365);

    /**
     * Makes all of them in {@code folder}.
     *
     * @param hosts host names of the serving certificate
     * @param addresses IP addresses of the serving certificate
     */
    public static Certificates make(Path folder, List<String> hosts, List<String> addresses) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var authorityKeys = generator.generateKeyPair();
            var serverKeys = generator.generateKeyPair();
            var authority = authority(authorityKeys);
            var server = server(serverKeys, authority, authorityKeys, names(hosts, addresses));
            var rsa = KeyPairGenerator.getInstance("RSA");
            rsa.initialize(2048);
            var tokens = rsa.generateKeyPair().getPrivate().getEncoded();
            return new Certificates(
                    write(folder.resolve("ca.crt"), "CERTIFICATE", authority.getEncoded()),
                    write(folder.resolve("tls.crt"), "CERTIFICATE", server.getEncoded()),
                    write(
                            folder.resolve("tls.key"),
                            "PRIVATE KEY",
                            serverKeys.getPrivate().getEncoded()),
                    write(folder.resolve("sa.key"), "PRIVATE KEY", tokens));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new LabException("cannot make the lab's certificates: " + e.getMessage(), e);
        }
    }

    private static X509Certificate authority(KeyPair keys)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var name = new X500Name("CN=lab-ca");
        var builder = builder(name, name, keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(builder, keys);
    }

    private static X509Certificate server(
            KeyPair keys, X509Certificate authority, KeyPair authorityKeys, GeneralNames names)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var issuer = X500Name.getInstance(authority.getSubjectX500Principal().getEncoded());
        var builder = builder(issuer, new X500Name("CN=lab-server"), keys);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
        return sign(builder, authorityKeys);
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys) {
        var from = Instant.now().minus(Duration.ofMinutes(5));
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(from),
                Date.from(from.plus(VALIDITY)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair keys)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralNames names(List<String> hosts, List<String> addresses) {
        var names = new java.util.ArrayList<GeneralName>();
        hosts.forEach(it -> names.add(new GeneralName(GeneralName.dNSName, it)));
        addresses.forEach(it -> names.add(new GeneralName(GeneralName.iPAddress, it)));
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static Path write(Path file, String what, byte[] der) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        var pem = lines.lines().collect(Collectors.joining("\n", "-----BEGIN " + what + "-----\n", "\n"));
        LabFiles.writePrivately(file, pem + "-----END " + what + "-----\n");
        return file;
    }

    /** The authority's certificate as Kubernetes wants it in {@code caBundle}. */
    String authorityBase64() {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(authority));
        } catch (IOException e) {
            throw new LabException("cannot read " + authority + ": " + e.getMessage(), e);
        }
    }
}
