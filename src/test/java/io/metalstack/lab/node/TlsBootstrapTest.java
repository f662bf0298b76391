package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;

class TlsBootstrapTest {

    @Test
    void asks_for_exactly_the_subject_that_is_approved_without_a_person() throws Exception {
        var keys = TlsBootstrap.newKeys();

        var request = (PKCS10CertificationRequest)
                new PEMParser(new StringReader(TlsBootstrap.certificateRequest("worker-1", keys))).readObject();

        assertThat(request.getSubject()).hasToString("O=system:nodes,CN=system:node:worker-1");
        assertThat(request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(keys.getPublic())))
                .isTrue();
    }

    @Test
    void asks_the_signer_of_kubelet_client_certificates() {
        var object = TlsBootstrap.signingRequest("PEM");

        assertThat(object.at("/spec/signerName").asText()).isEqualTo("kubernetes.io/kube-apiserver-client-kubelet");
        assertThat(object.at("/spec/usages").toString()).isEqualTo("[\"digital signature\",\"client auth\"]");
        assertThat(Base64.getDecoder().decode(object.at("/spec/request").asText()))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("PEM");
        assertThat(object.at("/metadata/generateName").asText()).isEqualTo("node-csr-");
    }
}
