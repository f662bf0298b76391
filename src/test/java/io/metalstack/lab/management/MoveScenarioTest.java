package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code clusterctl move}, in a lab of its own with two management clusters. */
@Tag("end-to-end")
class MoveScenarioTest {

    @BeforeEach
    void alone() {
        RunningLab.down();
        RunningLab.requireNone();
    }

    @AfterEach
    void down() {
        assertThat(RunningLab.lab("down")).isZero();
    }

    @Test
    void a_running_cluster_is_moved_there_and_back_saved_and_restored_without_touching_a_machine() {
        assertThat(RunningLab.lab("demo", "--scenario=move", "--control-planes=1", "--workers=2"))
                .isZero();
    }
}
