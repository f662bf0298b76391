package io.metalstack.capi.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is known of one API: when it answered, what failed last, and how far its clock is from this one. */
public final class LastCalls {

    private final Clock clock;
    private volatile Optional<Instant> answeredAt = Optional.empty();
    private volatile Optional<Long> clockAheadSeconds = Optional.empty();
    private volatile Optional<Failed> lastError = Optional.empty();

    public LastCalls(Clock clock) {
        this.clock = clock;
    }

    /**
     * A call that failed.
     *
     * @param call which one it was
     * @param why a sentence without secrets
     */
    public record Failed(Instant at, String call, String why) {}

    /**
     * What is known at a moment.
     *
     * @param answeredAt when the last answer came, whatever it said; empty if none did
     * @param clockAheadSeconds how far this clock is ahead of that answer's Date, which has no fractions of a second;
     *     negative if it is behind
     * @param lastError stays when calls succeed again: it is over if {@code answeredAt} is later
     */
    public record Known(Optional<Instant> answeredAt, Optional<Long> clockAheadSeconds, Optional<Failed> lastError) {}

    /** An answer has come. @param date when, by the API's clock, if it says so */
    public void answered(Optional<Instant> date) {
        var now = clock.instant();
        answeredAt = Optional.of(now);
        date.map(it -> Duration.between(it, now).toSeconds()).ifPresent(it -> clockAheadSeconds = Optional.of(it));
    }

    /** A call failed, with or without an answer. */
    public void failed(String call, String why) {
        lastError = Optional.of(new Failed(clock.instant(), call, why));
    }

    public Known known() {
        return new Known(answeredAt, clockAheadSeconds, lastError);
    }
}
