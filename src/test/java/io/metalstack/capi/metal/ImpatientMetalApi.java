package io.metalstack.capi.metal;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/** The shipped client of metal-api with a shorter time-out, for tests in which an answer comes too late. */
public final class ImpatientMetalApi {

    private static final AllocationTurns TURNS = new AllocationTurns(10);

    private ImpatientMetalApi() {}

    /** Waits this long for any answer. */
    public static RestMetalApi of(
            Supplier<Credentials> credentials, Clock clock, MeterRegistry meters, Duration patience) {
        return new RestMetalApi(
                credentials, clock, meters, TURNS, new MetalConnection.Patience(patience, patience, patience));
    }
}
