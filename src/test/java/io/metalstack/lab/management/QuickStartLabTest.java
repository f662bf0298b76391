package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/quickstart.md}, typed as it stands into a lab without provider. */
@Tag("end-to-end")
@ExtendWith(OwnLab.class)
class QuickStartLabTest {
    private static final String NEEDS_HARDWARE = "# on a real metal-stack";
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final String LAB = "make lab PROVIDER=none\n";

    @Test
    void each_command_that_needs_no_hardware_works_in_the_lab_as_it_stands(@TempDir Path folder) {
        var blocks = BLOCK.matcher(RunningLab.read(Path.of("docs/quickstart.md")))
                .results()
                .map(it -> it.group(1))
                .filter(it -> !it.startsWith(NEEDS_HARDWARE))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(9);
        assertThat(blocks.getFirst()).startsWith(LAB);
        assertThat(RunningLab.lab("up", "--provider=none")).isZero();

        var typed = Command.of("sh", "-c", script(blocks)).in(folder).result();

        assertThat(typed.code()).as(typed.output() + typed.errors()).isZero();
        assertThat(typed.output())
                .contains("Your management cluster has been initialized successfully!")
                .contains("metalstackcluster.infrastructure.cluster.x-k8s.io/demo condition met")
                .contains("kubeadmcontrolplane.controlplane.cluster.x-k8s.io/demo-control-plane condition met")
                .contains("cluster.cluster.x-k8s.io/demo condition met")
                .contains("machinedeployment.cluster.x-k8s.io/demo-md-0 condition met")
                .containsPattern("cluster.cluster.x-k8s.io \"demo\" deleted");
        assertThat(RunningLab.allocations()).isEmpty();
    }

    /** In a folder of its own, and with what is built already. */
    private static String script(List<String> blocks) {
        var checkout = RunningLab.CHECKOUT.toAbsolutePath().toString();
        return "set -e\n"
                + String.join("", blocks)
                        .replace(LAB, "")
                        .replace("make -s manager-test", checkout + "/scripts/manager-test")
                        .replace("out/lab/bin/", checkout + "/out/lab/bin/");
    }
}
