package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineRootTest {

    @TempDir
    Path directory;

    private MachineRoot root;

    @BeforeEach
    void make_links_as_an_image_has_them() throws IOException {
        root = new MachineRoot(directory);
        Files.createDirectories(directory.resolve("run"));
        Files.createDirectories(directory.resolve("var"));
        Files.createSymbolicLink(directory.resolve("var/run"), Path.of("/run"));
        Files.createSymbolicLink(directory.resolve("var/up"), Path.of("../../../run"));
        Files.createSymbolicLink(directory.resolve("var/loop"), Path.of("loop"));
    }

    @ParameterizedTest
    @CsvSource({
        "/run/a, run/a",
        "/var/run/a, run/a",
        "/var/up/a, run/a",
        "/../../etc/passwd, etc/passwd",
        "/var/./run//b/../c, run/c",
        "/, ''",
    })
    void never_leads_out_of_the_machine(String path, String inside) throws IOException {
        assertThat(root.resolve(path)).isEqualTo(inside.isEmpty() ? directory : directory.resolve(inside));
    }

    @Test
    void gives_up_on_a_circle_of_links() {
        assertThatThrownBy(() -> root.resolve("/var/loop")).isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void writes_files_with_their_mode_and_the_directories_they_need() throws IOException {
        root.write("/var/run/kubeadm/kubeadm.yaml", "one", 0640);
        root.write("/var/run/kubeadm/kubeadm.yaml", " two".getBytes(StandardCharsets.UTF_8), 0600, true);

        var file = directory.resolve("run/kubeadm/kubeadm.yaml");
        assertThat(file).hasContent("one two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void runs_commands_in_its_own_environment_only() {
        var command = root.command(List.of("kubeadm", "init"));

        assertThat(command.command()).containsExactly("chroot", directory.toString(), "kubeadm", "init");
        assertThat(command.environment()).containsOnlyKeys("PATH", "HOME", "LANG");
        assertThat(command.environment().get("PATH")).startsWith("/opt/lab/stand-ins:/opt/lab/bin:");
    }
}
