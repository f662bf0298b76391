package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/switching.md}, in a lab of its own. */
@Tag("end-to-end")
@ExtendWith(OwnLab.class)
class SwitchScenarioTest {

    @Test
    void a_running_cluster_is_taken_over_from_the_go_provider_and_handed_back_without_touching_a_machine() {
        assertThat(RunningLab.lab("demo", "--scenario=switch", "--control-planes=1", "--workers=2"))
                .isZero();
    }
}
