package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineImageTest {

    @TempDir
    Path directory;

    @BeforeEach
    void install() throws IOException {
        MachineImage.install(
                new MachineRoot(directory),
                new MachineSpec("47-11", "worker-1", "capms-1.35.4", "1.35.4", Path.of("/tools"), "10.0.0.7"));
    }

    @Test
    void tells_the_version_of_its_kubelet() throws Exception {
        assertThat(run("kubelet", "--version")).isEqualTo("Kubernetes v1.35.4\n");
    }

    @ParameterizedTest
    @CsvSource({
        "is-active kubelet, active",
        "start kubelet, active",
        "restart containerd, active",
        "daemon-reload, active",
        "is-active firewalld, ''",
        "is-active systemd-resolved, ''",
    })
    void knows_the_services_of_a_kubernetes_image_only(String arguments, String answer) throws Exception {
        assertThat(run("systemctl", arguments.split(" ")).strip()).isEqualTo(answer);
    }

    @Test
    void knows_its_own_name_and_image() {
        assertThat(directory.resolve("etc/hosts")).hasContent("127.0.0.1 localhost\n10.0.0.7 worker-1\n");
        assertThat(directory.resolve("etc/hostname")).hasContent("worker-1\n");
        assertThat(directory.resolve("etc/machine-id")).hasContent("4711\n");
        assertThat(directory.resolve("etc/os-release")).content().contains("capms-1.35.4");
    }

    @Test
    void lets_kubeadm_ignore_what_the_lab_has_not() {
        assertThat(directory.resolve("opt/lab/stand-ins/kubeadm"))
                .isExecutable()
                .content()
                .contains("init | join) exec /opt/lab/bin/kubeadm \"$@\" --ignore-preflight-errors=all");
    }

    private String run(String program, String... arguments) throws IOException {
        var line = new ArrayList<>(
                List.of(directory.resolve("opt/lab/stand-ins/" + program).toString()));
        line.addAll(List.of(arguments));
        try (var output = new ProcessBuilder(line).start().inputReader()) {
            return output.lines().map(it -> it + "\n").reduce("", String::concat);
        }
    }
}
