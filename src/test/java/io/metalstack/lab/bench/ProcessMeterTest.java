package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessMeterTest {
    private static final String STATUS =
            "Name:\tmanager\nVmPeak:\t  999999 kB\nVmHWM:\t  204800 kB\nVmRSS:\t  102400 kB\n";

    @Test
    void cpu_is_user_and_system_time_and_memory_what_is_resident() {
        var stat = "42 (manager) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 9 0 100 0 0";

        var reading = ProcessMeter.parse(stat, STATUS);

        assertThat(reading.cpu()).isEqualTo(Duration.ofSeconds(3));
        assertThat(reading.residentMiB()).isEqualTo(100);
        assertThat(reading.peakMiB()).isEqualTo(200);
    }

    @Test
    void the_name_of_a_program_may_hold_brackets_and_blanks() {
        var stat = "42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 100 0 0 0 20 0 9 0 100 0 0";

        assertThat(ProcessMeter.parse(stat, STATUS).cpu()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void this_process_can_be_read() {
        var reading = new ProcessMeter(ProcessHandle.current().pid()).read();

        assertThat(reading.cpu()).isPositive();
        assertThat(reading.residentMiB()).isBetween(10.0, reading.peakMiB());
    }

    @Test
    void of_a_process_that_is_gone_that_is_said() {
        assertThatThrownBy(() -> new ProcessMeter(Path.of("/proc/none")).read())
                .isInstanceOf(LabException.class)
                .hasMessageContaining("the provider has ended");
        assertThatThrownBy(
                        () -> ProcessMeter.parse("1 (z) Z 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 1 0 0", "Name:\tz\n"))
                .as("one that nobody waited for yet")
                .hasMessageContaining("the provider has ended");
    }
}
