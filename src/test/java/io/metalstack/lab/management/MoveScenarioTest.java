package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code clusterctl move}, in a lab of its own with two management clusters. */
@Tag("end-to-end")
@ExtendWith(OwnLab.class)
class MoveScenarioTest {

    @Test
    void a_running_cluster_is_moved_there_and_back_saved_and_restored_without_touching_a_machine() {
        assertThat(RunningLab.lab("demo", "--scenario=move", "--control-planes=1", "--workers=2"))
                .isZero();
    }
}
