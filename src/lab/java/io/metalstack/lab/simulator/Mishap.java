package io.metalstack.lab.simulator;

import java.time.Duration;
import java.util.Optional;

/** What a fault does to a call. */
sealed interface Mishap {
    /** Answers this instead. */
    record Answer(int status, String contentType, String body) implements Mishap {
        @Override
        public String toString() {
            return "answers " + status;
        }
    }

    /** Closes the connection without an answer. */
    record Drop() implements Mishap {
        @Override
        public String toString() {
            return "drops the connection";
        }
    }

    /** Closes the connection in the middle of the answer. */
    record CutHalfWay() implements Mishap {
        @Override
        public String toString() {
            return "cuts the answer half way";
        }
    }

    /** Waits until released, or for this long in real time. */
    record Wait(Optional<Duration> atMost) implements Mishap {
        @Override
        public String toString() {
            return atMost.map(d -> "is slow by " + d.toMillis() + " ms").orElse("holds the call");
        }
    }

    /** Runs something. */
    record Run(Runnable work) implements Mishap {
        @Override
        public String toString() {
            return "runs a step of the test";
        }
    }
}
