package io.metalstack.capi.status;

import java.time.Duration;
import java.util.Optional;

/** How a step ended: what to tell, and when to look again. */
public sealed interface Outcome {

    /** Something was done; look again at once. */
    record Progressed() implements Outcome {}

    /**
     * Something has to happen elsewhere first.
     *
     * @param reason UpperCamel, stable
     * @param message one sentence, without counters or times
     * @param recheck how long to wait, unless an event comes first
     */
    record Waiting(String reason, String message, Duration recheck) implements Outcome {}

    /**
     * A person has to change something; looked at again only slowly.
     *
     * @param message says what is wrong and what to do
     */
    record Blocked(String reason, String message) implements Outcome {}

    /** All is as it should be; only drift is still looked for. */
    record Done() implements Outcome {}

    /** Why it waits or is blocked. */
    record Told(String reason, String message) {}

    /** Empty when all is as it should be, or something was just done. */
    default Optional<Told> told() {
        return switch (this) {
            case Waiting(var reason, var message, var recheck) -> Optional.of(new Told(reason, message));
            case Blocked(var reason, var message) -> Optional.of(new Told(reason, message));
            case Progressed progressed -> Optional.empty();
            case Done done -> Optional.empty();
        };
    }
}
