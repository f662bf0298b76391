package io.metalstack.capi.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private final MovableClock clock = new MovableClock();
    private final Timetable timetable = new Timetable(clock);
    private final List<String> happened = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        timetable.close();
    }

    @Test
    void runs_what_is_due_once_the_clock_has_moved_there() {
        timetable.after(Duration.ofHours(1), () -> happened.add("after an hour"));
        timetable.after(Duration.ofHours(3), () -> happened.add("after three hours"));

        clock.advance(Duration.ofHours(2));
        timetable.clockMoved();

        await().untilAsserted(() -> assertThat(happened).containsExactly("after an hour"));
    }

    @Test
    void does_not_run_what_was_cancelled() {
        timetable.after(Duration.ofHours(1), () -> happened.add("cancelled")).cancel();
        timetable.after(Duration.ofHours(1), () -> happened.add("kept"));

        clock.advance(Duration.ofHours(2));
        timetable.clockMoved();

        await().untilAsserted(() -> assertThat(happened).containsExactly("kept"));
    }

    @Test
    void goes_on_when_the_only_appointment_is_beyond_all_reach() {
        timetable.at(Instant.MAX, () -> happened.add("never"));

        for (var round = 1; round <= 20; round++) { // in between only the one beyond reach is left
            var times = round;
            timetable.after(Duration.ZERO, () -> happened.add("now"));
            await().pollInterval(Duration.ofMillis(5))
                    .untilAsserted(() -> assertThat(happened).hasSize(times).containsOnly("now"));
        }
    }

    @Test
    void goes_on_after_a_task_that_failed() {
        timetable.after(Duration.ZERO, () -> {
            throw new IllegalStateException("for the test");
        });
        timetable.after(Duration.ZERO, () -> happened.add("the next"));

        await().untilAsserted(() -> assertThat(happened).containsExactly("the next"));
    }
}
