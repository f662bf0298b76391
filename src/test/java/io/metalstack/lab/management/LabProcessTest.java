package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabProcessTest {
    @TempDir
    Path checkout;

    private LabFiles files;

    @BeforeEach
    void begin() {
        files = LabFiles.of(checkout);
        files.begin();
    }

    @Test
    void another_process_that_got_the_recorded_pid_is_not_the_lab() {
        LabFiles.writePrivately(
                files.pid(), "%d 1 2".formatted(ProcessHandle.current().pid()));

        assertThat(LabProcess.find(files)).isEmpty();
    }

    @Test
    void nothing_is_found_where_nothing_is_recorded() {
        assertThat(LabProcess.find(files)).isEmpty();

        LabFiles.writePrivately(files.pid(), "garbage");
        assertThat(LabProcess.find(files)).isEmpty();
    }

    @Test
    void a_refusal_of_the_kernel_names_the_remedies_in_one_line() {
        assertThat(LabProcess.refusal("unshare: unshare failed: Operation not permitted\n"))
                .contains("unshare failed: Operation not permitted")
                .contains("kernel.apparmor_restrict_unprivileged_userns=0")
                .doesNotContain("\n");
    }

    @Test
    void shortcuts_say_how_to_start_a_lab_that_is_not_running() {
        LabFiles.link(files.tools(), Path.of("/nonexistent"));
        Shortcuts.write(files, Map.of());

        var result = Command.of(files.bin().resolve("kubectl").toString(), "get", "nodes")
                .result();

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errors()).isEqualTo("The lab is not running: make lab starts it.\n");
    }

    @Test
    void the_end_leaves_logs_and_consoles_but_no_key_and_no_kubeconfig() {
        LabFiles.writePrivately(files.log("etcd"), "line");
        LabFiles.writePrivately(files.machines().resolve("m1/console.log"), "line");
        LabFiles.writePrivately(files.machines().resolve("m1/user-data"), "token");
        LabFiles.writePrivately(files.pki().resolve("ca.key"), "key");
        LabFiles.writePrivately(files.managementKubeconfig(), "token");

        files.end();

        assertThat(files.log("etcd")).exists();
        assertThat(files.machines().resolve("m1/console.log")).exists();
        assertThat(files.machines().resolve("m1/user-data")).doesNotExist();
        assertThat(files.pki()).doesNotExist();
        assertThat(files.managementKubeconfig()).doesNotExist();
    }
}
