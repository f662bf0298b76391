package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole line, once: real Cluster API, the built provider, a machine that boots, a Ready node, and nothing left. */
@Tag("lab")
class SmallestLabTest {
    private static final Path CHECKOUT = Path.of("");
    private static final LabFiles FILES = LabFiles.of(CHECKOUT);

    @AfterEach
    void down() {
        assertThat(lab("down")).isZero();
    }

    @Test
    void a_cluster_of_one_control_plane_and_one_worker_comes_up_and_leaves_an_empty_project() {
        assertThat(lab("demo", "--scenario=smallest", "--control-planes=1", "--workers=1"))
                .isZero();

        assertThat(LabProcess.find(FILES)).isEmpty();
        assertThat(FILES.pki()).doesNotExist();
    }

    private static int lab(String... words) {
        return Lab.run(CHECKOUT, System.out, words);
    }
}
