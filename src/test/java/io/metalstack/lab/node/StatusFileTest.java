package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.node.StatusFile.Phase;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusFileTest {

    @TempDir
    Path directory;

    @Test
    void tells_the_lab_how_far_the_machine_is() {
        var status = new StatusFile(directory);
        assertThat(directory.resolve("status.json")).hasContent("{\"phase\":\"Booting\"}");

        status.nodeName("cp-1");
        status.network(OptionalInt.of(6443), List.of("203.0.113.130"));
        status.phase(Phase.Failed, "kubeadm did not succeed.");

        assertThat(directory.resolve("status.json"))
                .hasContent("{\"phase\":\"Failed\",\"nodeName\":\"cp-1\",\"apiServerPort\":6443,"
                        + "\"virtualAddresses\":[\"203.0.113.130\"],\"message\":\"kubeadm did not succeed.\"}");
    }

    @Test
    void forgets_what_is_no_longer_so() {
        var status = new StatusFile(directory);
        status.network(OptionalInt.of(6443), List.of("203.0.113.130"));

        status.network(OptionalInt.empty(), List.of());

        assertThat(directory.resolve("status.json")).hasContent("{\"phase\":\"Booting\"}");
        assertThat(directory).isDirectoryNotContaining("glob:**.next");
    }
}
