package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Turns a bootstrap token into the node's own client certificate, as a kubelet does when it joins. */
final class TlsBootstrap {

    private static final String CERTIFICATE = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MachineRoot root;
    private final String nodeName;
    private final Journal journal;

    TlsBootstrap(MachineRoot root, String nodeName, Journal journal) {
        this.root = root;
        this.nodeName = nodeName;
        this.journal = journal;
    }

    /**
     * One attempt: asks for a certificate, waits until it is signed, writes it and {@code kubelet.conf}.
     *
     * @throws IOException if the API server cannot be asked yet; on a joining control plane that is the normal case, as it
     *     is the machine's own, which just starts
     */
    void attempt() throws IOException, InterruptedException {
        var bootstrap = Kubeconfig.read(root, Kubeconfig.BOOTSTRAP);
        var keys = newKeys();
        try (var api = new KubeApi(bootstrap)) {
            var name = api.create(REQUESTS, signingRequest(certificateRequest(nodeName, keys)))
                    .path("metadata")
                    .path("name")
                    .asText();
            journal.say("asked for a client certificate with " + name);
            var certificate = await(api, name);
            var pem = certificate + Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded());
            root.write(CERTIFICATE, pem, 0600);
            root.write(Kubeconfig.KUBELET, bootstrap.withCertificateFile(CERTIFICATE), 0600);
            journal.say("got the client certificate");
        }
    }

    private static String await(KubeApi api, String name) throws IOException, InterruptedException {
        var end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            var certificate = Json.text(api.get(REQUESTS + "/" + name).path("status"), "certificate");
            if (certificate.isPresent()) {
                return new String(Base64.getDecoder().decode(certificate.get()), StandardCharsets.US_ASCII);
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
        throw new IOException("nobody signed " + name + " in " + PATIENCE.toSeconds() + " s");
    }

    static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has the curve P-256", e);
        }
    }

    /** PEM of the request that kube-controller-manager approves by itself: exactly this subject. */
    static String certificateRequest(String nodeName, KeyPair keys) {
        try {
            var subject = new X500Name("O=system:nodes,CN=system:node:" + nodeName);
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            var request = new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic()).build(signer);
            return Pem.encode("CERTIFICATE REQUEST", request.getEncoded());
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("every JDK can sign with P-256", e);
        }
    }

    /** The CertificateSigningRequest with this PEM in it. */
    static ObjectNode signingRequest(String pem) {
        return Json.object(Map.of(
                "apiVersion",
                "certificates.k8s.io/v1",
                "kind",
                "CertificateSigningRequest",
                "metadata",
                Map.of("generateName", "node-csr-"),
                "spec",
                Map.of(
                        "request", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)),
                        "signerName", "kubernetes.io/kube-apiserver-client-kubelet",
                        "usages", List.of("digital signature", "client auth"))));
    }
}
