package io.metalstack.capi.capi;

import java.util.Optional;

/** What the gate says of an object: may we touch it, and where does it belong? */
public sealed interface Located {

    /** Externally managed, or no owner yet: nothing may be written, not even a status. */
    record NotOurs() implements Located {}

    /** Paused, by the Cluster or by annotation: only the condition {@code Paused} may be written. */
    record Paused(String why) implements Located {}

    /**
     * Ours to reconcile.
     *
     * @param cluster empty only for an object that is being deleted, after a live read has shown that it is gone
     * @param machine the owning Machine of a MetalStackMachine; empty for other kinds, or when it is gone
     */
    record Found(Optional<Cluster> cluster, Optional<Machine> machine) implements Located {}
}
