package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletConfigTest {

    @Test
    void reads_what_kubeadm_writes() {
        var config = KubeletConfig.parse("""
                apiVersion: kubelet.config.k8s.io/v1beta1
                authentication: {x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}
                healthzPort: 10249
                staticPodPath: /etc/kubernetes/manifests
                """);

        assertThat(config)
                .contains(new KubeletConfig(
                        "/etc/kubernetes/manifests", 10249, 10250, "/etc/kubernetes/pki/ca.crt", 110));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "apiVersion: kubelet.config.k8s.io/v1beta1\nauthen",
                "staticPodPath: /etc/kubernetes/manifests\n",
                "authentication: {x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}\nstaticPod",
                "authentication: {x509: {",
            })
    void waits_while_the_file_is_half_written(String text) {
        assertThat(KubeletConfig.parse(text)).isEmpty();
    }
}
