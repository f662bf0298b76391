package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.node.KubeletFlags.Taint;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletFlagsTest {

    @Test
    void reads_what_kubeadm_writes_for_a_worker() {
        var flags = KubeletFlags.parse("KUBELET_KUBEADM_ARGS=\"--hostname-override=w-1 --node-labels=a=b,c=d "
                + "--register-with-taints=node.cluster.x-k8s.io/uninitialized:NoSchedule,x=y:NoExecute\"\n");

        assertThat(flags.value("hostname-override")).contains("w-1");
        assertThat(flags.nodeLabels()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(flags.taints())
                .containsExactly(
                        new Taint("node.cluster.x-k8s.io/uninitialized", "", "NoSchedule"),
                        new Taint("x", "y", "NoExecute"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "KUBELET_KUBEADM_ARGS=\"\"\n", "# KUBELET_KUBEADM_ARGS=--node-ip=1.2.3.4\n"})
    void finds_no_flags_where_there_are_none(String file) {
        assertThat(KubeletFlags.parse(file)).isEqualTo(new KubeletFlags(Map.of()));
    }

    @Test
    void lets_the_users_file_win() {
        var flags = KubeletFlags.parse("A=--node-ip=10.0.0.1 --v=2", "B=\"--node-ip=10.0.0.2\"");

        assertThat(flags.values()).isEqualTo(Map.of("node-ip", "10.0.0.2", "v", "2"));
    }

    @Test
    void takes_escaped_quotes_as_quotes() {
        assertThat(KubeletFlags.parse("A=\"--config=\\\"x\\\" --last\"").values())
                .isEqualTo(Map.of("config", "\"x\"", "last", "true"));
    }

    @Test
    void adds_the_taint_of_a_node_that_a_cloud_controller_initialises() {
        assertThat(KubeletFlags.parse("A=--cloud-provider=external").taints())
                .containsExactly(new Taint("node.cloudprovider.kubernetes.io/uninitialized", "true", "NoSchedule"));
    }
}
