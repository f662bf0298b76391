package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {

    private static final String BOOTSTRAP = """
            apiVersion: v1
            kind: Config
            current-context: tls-bootstrap-token-user@kubernetes
            clusters:
            - name: other
              cluster: {server: "https://other:6443"}
            - name: kubernetes
              cluster: {server: "https://10.0.0.100:6443", certificate-authority-data: %s}
            contexts:
            - name: tls-bootstrap-token-user@kubernetes
              context: {cluster: kubernetes, user: tls-bootstrap-token-user}
            users:
            - name: tls-bootstrap-token-user
              user: {token: abcdef.0123456789abcdef}
            """;

    @TempDir
    Path directory;

    private MachineRoot root;

    @BeforeEach
    void root() {
        root = new MachineRoot(directory);
    }

    @Test
    void reads_the_current_context() throws IOException {
        root.write(Kubeconfig.BOOTSTRAP, BOOTSTRAP.formatted("UEVN"), 0600);

        assertThat(Kubeconfig.read(root, Kubeconfig.BOOTSTRAP))
                .isEqualTo(new Kubeconfig(
                        URI.create("https://10.0.0.100:6443"),
                        "PEM",
                        Optional.of("abcdef.0123456789abcdef"),
                        Optional.empty()));
    }

    @Test
    void reads_back_what_a_tls_bootstrap_writes() throws IOException {
        var bootstrap =
                new Kubeconfig(URI.create("https://10.0.0.100:6443"), "PEM", Optional.of("token"), Optional.empty());
        root.write("/pki/current.pem", "CERTIFICATE AND KEY", 0600);
        root.write(Kubeconfig.KUBELET, bootstrap.withCertificateFile("/pki/current.pem"), 0600);

        assertThat(Kubeconfig.read(root, Kubeconfig.KUBELET))
                .isEqualTo(new Kubeconfig(
                        bootstrap.server(),
                        "PEM",
                        Optional.empty(),
                        Optional.of("CERTIFICATE AND KEY\nCERTIFICATE AND KEY")));
    }

    @Test
    void says_what_is_missing_without_the_token() throws IOException {
        root.write(
                Kubeconfig.BOOTSTRAP,
                BOOTSTRAP.replace("name: kubernetes", "name: x").formatted("UEVN"),
                0600);

        assertThatThrownBy(() -> Kubeconfig.read(root, Kubeconfig.BOOTSTRAP))
                .isInstanceOf(IOException.class)
                .hasMessage("/etc/kubernetes/bootstrap-kubelet.conf: there is no clusters 'kubernetes'");
    }

    @Test
    void reads_keys_in_the_three_forms_that_programs_write() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var rsa = generator.generateKeyPair().getPrivate();
        var rsaForm =
                PrivateKeyInfo.getInstance(rsa.getEncoded()).parsePrivateKey().toASN1Primitive();
        var ec = (ECPrivateKey) TlsBootstrap.newKeys().getPrivate();
        var ecForm = new org.bouncycastle.asn1.sec.ECPrivateKey(256, ec.getS(), SECObjectIdentifiers.secp256r1);

        assertThat(Pem.privateKey(Pem.encode("PRIVATE KEY", ec.getEncoded()))).isEqualTo(ec);
        assertThat(Pem.privateKey(Pem.encode("RSA PRIVATE KEY", rsaForm.getEncoded())))
                .isEqualTo(rsa);
        // Such a key comes with or without its public half, so only the number counts.
        assertThat(Pem.privateKey(Pem.encode("EC PRIVATE KEY", ecForm.getEncoded())))
                .isInstanceOfSatisfying(
                        ECPrivateKey.class, key -> assertThat(key.getS()).isEqualTo(ec.getS()));
    }

    @Test
    void takes_one_file_for_certificate_and_key() throws Exception {
        var keys = TlsBootstrap.newKeys();
        var both = Pem.encode("CERTIFICATE", certificate(keys))
                + Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded());

        assertThat(Pem.certificates(both + both)).hasSize(2);
        assertThat(Pem.tls(both, Optional.of(both + both)).getProtocol()).isEqualTo("TLS");
    }

    private static byte[] certificate(KeyPair keys) throws Exception {
        var name = new X500Name("CN=system:node:worker-1");
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(1, ChronoUnit.HOURS)),
                        Date.from(now.plus(1, ChronoUnit.HOURS)),
                        name,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                .getEncoded();
    }
}
