package io.metalstack.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waiting for something outside that does not tell when it is done. */
public final class Poll {
    private Poll() {}

    /**
     * Asks again and again until there is an answer.
     *
     * @param what for the message, as in "nothing after 60 s: what"
     * @throws LabException when time is over
     */
    public static <T> T until(String what, Duration patience, Duration pause, Supplier<Optional<T>> question) {
        var end = System.nanoTime() + patience.toNanos();
        while (true) {
            var answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > end) {
                throw new LabException("waited %d s in vain for %s".formatted(patience.toSeconds(), what));
            }
            pause(pause);
        }
    }

    /** As {@link #until}, for something that is true or not. */
    public static void untilTrue(String what, Duration patience, Duration pause, Supplier<Boolean> question) {
        until(what, patience, pause, () -> question.get() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Does nothing for this long.
     *
     * @throws LabException when the thread is told to end
     */
    public static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
