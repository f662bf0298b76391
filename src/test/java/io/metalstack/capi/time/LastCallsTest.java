package io.metalstack.capi.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastCallsTest {

    private final MovableClock clock = new MovableClock();
    private final LastCalls last = new LastCalls(clock);

    @Test
    void knows_nothing_before_the_first_call() {
        assertThat(last.known()).isEqualTo(new LastCalls.Known(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void tells_how_far_this_clock_is_ahead_or_behind() {
        last.answered(Optional.of(clock.instant().minusSeconds(40)));
        assertThat(last.known().clockAheadSeconds()).hasValue(40L);

        last.answered(Optional.of(clock.instant().plusSeconds(7)));
        assertThat(last.known().clockAheadSeconds()).hasValue(-7L);
    }

    @Test
    void an_answer_without_a_date_leaves_the_difference_as_it_was_known() {
        last.answered(Optional.of(clock.instant().minusSeconds(40)));
        clock.advance(Duration.ofMinutes(1));
        var later = clock.instant();

        last.answered(Optional.empty());

        assertThat(last.known().answeredAt())
                .hasValueSatisfying(it -> assertThat(it).isAfterOrEqualTo(later));
        assertThat(last.known().clockAheadSeconds()).hasValue(40L);
    }

    @Test
    void an_error_stays_known_when_answers_come_again() {
        last.failed("machine-find", "no connection");
        clock.advance(Duration.ofMinutes(1));

        last.answered(Optional.empty());

        var known = last.known();
        assertThat(known.lastError()).hasValueSatisfying(it -> {
            assertThat(it.call()).isEqualTo("machine-find");
            assertThat(it.why()).isEqualTo("no connection");
            assertThat(it.at()).isBefore(known.answeredAt().orElseThrow());
        });
    }
}
