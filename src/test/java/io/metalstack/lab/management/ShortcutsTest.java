package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortcutsTest {

    @TempDir
    Path checkout;

    @Test
    void a_shell_that_reads_the_settings_finds_the_programs_and_has_the_values_as_they_are() {
        var files = LabFiles.of(checkout);
        Shortcuts.write(files, Map.of("NETWORKS", "[\"one\", \"two\"]", "IMAGE", "i-1.2"));

        var seen = Command.of(
                        "sh",
                        "-c",
                        ". out/lab/env; command -v kubectl; command -v clusterctl; echo \"$NETWORKS $IMAGE\"; echo"
                                + " \"$KUBECONFIG\"")
                .with(Map.of("KUBECONFIG", "somebody/elses"))
                .in(checkout)
                .run();

        assertThat(seen.lines())
                .containsExactly(
                        files.bin().resolve("kubectl").toString(),
                        files.bin().resolve("clusterctl").toString(),
                        "[\"one\", \"two\"] i-1.2",
                        files.managementKubeconfig().toString());
    }
}
