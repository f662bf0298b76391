package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.LabException;
import io.metalstack.lab.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
    @TempDir
    Path checkout;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private LabFiles files;

    @BeforeEach
    void begin() {
        files = LabFiles.of(checkout);
        files.begin();
    }

    @Test
    void shows_the_last_lines_of_the_log_that_matters_and_where_all_logs_are() throws IOException {
        Files.writeString(files.log("etcd"), "one\ntwo\nthree\n");

        print(new LabException("etcd did not start", files.log("etcd")), 2);

        assertThat(printed.toString())
                .startsWith("lab: etcd did not start\n")
                .contains("    two\n    three\n")
                .doesNotContain("    one")
                .contains(files.logs().toString())
                .contains(files.machines().toString());
    }

    @Test
    void is_one_line_without_a_log() {
        print(new LabException("unknown option"), 5);

        assertThat(printed.toString()).isEqualTo("lab: unknown option\n");
    }

    @Test
    void crosses_the_border_of_the_namespaces_with_its_log() {
        var told = Failure.read(files, Failure.write(files, new LabException("broken", files.log("etcd"))));

        assertThat(told).hasMessage("broken");
        assertThat(told.log()).isEqualTo(files.log("etcd"));
    }

    @Test
    void without_a_log_of_its_own_points_at_the_labs() {
        assertThat(Failure.read(files, "the lab's process ended").log()).isEqualTo(files.log("lab"));
    }

    @Test
    void progress_shows_elapsed_time_and_no_line_twice() {
        var now = new AtomicReference<>(Instant.EPOCH);
        var progress = new Progress(new PrintStream(printed, true), now::get);

        progress.say("first");
        now.set(Instant.EPOCH.plusMillis(12_340));
        progress.say("second");
        progress.say("second");

        assertThat(printed.toString()).isEqualTo("    0.0s  first\n   12.3s  second\n");
    }

    private void print(LabException failure, int lines) {
        Failure.print(new PrintStream(printed, true), files, failure, lines);
    }
}
