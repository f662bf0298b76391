package io.metalstack.capi.metal;

/**
 * What a failed call means: can repeating help, and may it have taken effect after all? The message is metal-api's text
 * or names the transport problem; it holds no secret.
 */
public sealed interface MetalFailure {

    /** One sentence for conditions and Events. */
    String message();

    /** The thing named does not exist there (404 of a read or a free). */
    record NotFound(String message) implements MetalFailure {}

    /** What to call with cannot be read, or is not usable. Nothing was sent. */
    record NoCredentials(String message) implements MetalFailure {}

    /** 403, the only answer metal-api has for a wrong key, a wrong clock and a missing role. Nothing happened. */
    record Denied(String message) implements MetalFailure {}

    /** Repeating the same request cannot help; a person has to change something. Nothing happened. */
    record Rejected(String message) implements MetalFailure {}

    /** No idle machine, or no address left: hardware has to come free. Nothing happened. */
    record NoCapacity(String message) implements MetalFailure {}

    /** Refused for now: locked, lock not obtained, still in use. Nothing happened; repeat later. */
    record Busy(String message) implements MetalFailure {}

    /** A read that got no usable answer: unreachable, timed out, 5xx, not JSON. Says nothing about what exists. */
    record Unavailable(String message) implements MetalFailure {}

    /** A change that got no usable answer: it may have taken effect. Look before repeating. */
    record InDoubt(String message) implements MetalFailure {}

    /** Whether the call certainly changed nothing. */
    default boolean nothingHappened() {
        return !(this instanceof InDoubt);
    }
}
