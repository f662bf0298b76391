package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    @Test
    void a_running_lab_says_when_it_has_too_few_machines_for_another_size() {
        assertThatThrownBy(() -> Workload.requireMachines(9, new ClusterState.Goal(5, 4, "1.36.3")))
                .isInstanceOf(LabException.class)
                .hasMessage(
                        "the running lab has 9 machines, and 10, the firewall included, with 3 to spare are asked for: make lab-down, then make"
                                + " lab CONTROL_PLANES=5 WORKERS=4");
    }

    @Test
    void enough_machines_with_some_to_spare_are_no_news() {
        assertThatCode(() -> Workload.requireMachines(10, new ClusterState.Goal(3, 3, "1.36.3")))
                .doesNotThrowAnyException();
    }
}
