package io.metalstack.capi.metal;

import java.time.Duration;
import java.util.Optional;

/** An answer with another status than 2xx. */
final class RefusedAnswer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Optional<String> text;
    private final transient Optional<Duration> clockAhead;

    /**
     * @param text metal-api's message; empty if the body was not metal-api's, HTML of a proxy for example
     * @param clockAhead how far our clock is ahead of the answer's Date; negative if it is behind
     */
    RefusedAnswer(int status, Optional<String> text, Optional<Duration> clockAhead) {
        super("answered " + status);
        this.status = status;
        this.text = text;
        this.clockAhead = clockAhead;
    }

    int status() {
        return status;
    }

    Optional<String> text() {
        return text;
    }

    Optional<Duration> clockAhead() {
        return clockAhead;
    }
}
