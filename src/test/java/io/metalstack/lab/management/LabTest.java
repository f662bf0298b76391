package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make lab-status} and {@code make lab} say of a lab that runs already: its process is this very one. */
class LabTest {
    @TempDir
    Path checkout;

    private LabFiles files;

    @BeforeEach
    void runs() {
        files = LabFiles.of(checkout);
        files.begin();
        var pid = ProcessHandle.current().pid();
        LabFiles.writePrivately(
                files.pid(), "%d %d %d".formatted(pid, LabProcess.startOf(pid).orElseThrow(), pid));
    }

    @Test
    void names_what_to_try_with_the_cluster_that_is_there() {
        LabFiles.writePrivately(files.outcome(), Inside.READY);
        LabFiles.writePrivately(files.workloadKubeconfig("demo"), "kubeconfig");

        assertThat(status())
                .contains("(ready)", "--kubeconfig out/lab/demo.kubeconfig get nodes", "describe cluster demo")
                .doesNotContain(" init --config");
    }

    @Test
    void names_what_to_look_at_where_the_provider_runs_and_no_cluster_is_up() {
        LabFiles.writePrivately(files.outcome(), Inside.READY);
        LabFiles.writePrivately(files.log("provider"), "line");

        assertThat(status())
                .contains("(ready)", " get clusters,machines", "/debug/diagnosis")
                .doesNotContain(" init --config", "demo");
    }

    @Test
    void names_how_to_install_the_provider_where_it_is_not_there() {
        LabFiles.writePrivately(files.outcome(), Inside.READY);

        assertThat(status()).contains("(ready)", " init --config").doesNotContain("demo");
    }

    @Test
    void names_nothing_to_try_before_anything_answers() {
        assertThat(status()).contains("(still starting)").doesNotContain("Try:");
    }

    @Test
    void another_start_says_that_it_goes_on_with_what_was_built_when_it_began() {
        LabFiles.writePrivately(files.outcome(), Inside.READY);

        assertThat(said("up", "--provider=none"))
                .isEqualTo("The lab is running already, with what was built when it began; make lab-down ends it.\n");
    }

    private String status() {
        return said("status");
    }

    private String said(String... words) {
        var said = new ByteArrayOutputStream();
        assertThat(Lab.run(checkout, new PrintStream(said, true), words)).isZero();
        return said.toString();
    }
}
