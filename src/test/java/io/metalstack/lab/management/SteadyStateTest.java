package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Poll;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster to which nothing happens. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class SteadyStateTest {
    /** Longer than two looks of the manager at its project. */
    private static final Duration WATCHED = Duration.ofMinutes(2);

    @Test
    void t12_nobody_writes_an_object_or_changes_anything_in_metal_api_while_nothing_happens() {
        var versions = quiet();
        long since = RunningLab.lastCall();

        Poll.pause(WATCHED);

        assertThat(versions()).hasSizeGreaterThan(15).isEqualTo(versions);
        var calls = RunningLab.callsSince(since);
        assertThat(calls.allocate()).isZero();
        assertThat(calls.free()).isZero();
        assertThat(calls.others()).as("looks of the manager").isPositive();
    }

    /** What follows from the last change comes to its end first. */
    private static Map<String, String> quiet() {
        var unused = RunningLab.settled();
        var last = new Object() {
            Map<String, String> seen = Map.of();
        };
        RunningLab.awaits("two equal looks", () -> {
            var before = last.seen;
            last.seen = versions();
            Poll.pause(Duration.ofSeconds(10));
            return before.equals(last.seen);
        });
        return last.seen;
    }

    private static Map<String, String> versions() {
        return RunningLab.each(
                RunningLab.kinds(), it -> it.at("/metadata/resourceVersion").asText());
    }
}
