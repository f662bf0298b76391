package io.metalstack.capi.faults;

import io.metalstack.lab.simulator.Route;
import java.util.Optional;

/** One thing that goes wrong in a life. */
interface Strike {

    /** The phase at whose beginning it is armed. */
    Phase phase();

    /** For people, without the phase. */
    String words();

    /** What it strikes; two strikes of one life must not share it. */
    String target();

    /** From now on it may happen. */
    Armed arm(World world);

    /** How many processes die of it. */
    default int deaths() {
        return 0;
    }

    /** The allocating call that it keeps from taking effect, so that one more is made. */
    default Optional<Route> wastedCall() {
        return Optional.empty();
    }

    /** How often the Kubernetes client repeats a request by itself. */
    default int retries() {
        return 0;
    }

    /** A strike that may happen. */
    interface Armed {

        /** Whether it has happened. */
        boolean struck();

        /** Whether it is happening, so that time must stand still. */
        default boolean busy() {
            return false;
        }

        /** Called again and again. */
        default void look() {}
    }
}
