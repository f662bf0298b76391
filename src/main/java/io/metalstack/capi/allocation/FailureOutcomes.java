package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** What a failed call to metal-api means for the object: the reason it shows, and when to try again. */
@ApplicationScoped
public class FailureOutcomes {

    private final ProviderConfig config;

    FailureOutcomes(ProviderConfig config) {
        this.config = config;
    }

    public Outcome of(MetalFailure why) {
        return why instanceof MetalFailure.Rejected
                ? new Outcome.Blocked(AllocationReasons.of(why), why.message())
                : new Outcome.Waiting(AllocationReasons.of(why), why.message(), delay(why));
    }

    Duration delay(MetalFailure why) {
        return switch (why) {
            case MetalFailure.Busy busy -> config.soon();
            case MetalFailure.Unavailable unavailable -> config.soon();
            case MetalFailure.InDoubt inDoubt -> config.soon();
            case MetalFailure.NoCredentials late -> config.soon(); // a Secret is looked at, and not watched
            // A person, or hardware that comes free: neither is quick.
            case MetalFailure.Rejected rejected -> config.slowly();
            case MetalFailure.Denied denied -> config.slowly();
            case MetalFailure.NoCapacity noCapacity -> config.slowly();
            case MetalFailure.NotFound notFound -> config.slowly();
        };
    }
}
