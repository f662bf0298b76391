package io.metalstack.capi.cluster;

import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import jakarta.enterprise.context.ApplicationScoped;

/** What a failed call to metal-api means for a cluster: the reason it shows, and when to try again. */
@ApplicationScoped
class FailureOutcomes {

    private final ProviderConfig config;

    FailureOutcomes(ProviderConfig config) {
        this.config = config;
    }

    Outcome of(MetalFailure why) {
        return switch (why) {
            case MetalFailure.Denied(var message) -> new Outcome.Blocked(ClusterReasons.METAL_API_DENIED, message);
            case MetalFailure.Rejected(var message) -> new Outcome.Blocked(ClusterReasons.METAL_API_REJECTED, message);
            case MetalFailure.NotFound(var message) -> new Outcome.Blocked(ClusterReasons.METAL_API_REJECTED, message);
            case MetalFailure.NoCapacity(var message) ->
                new Outcome.Waiting(ClusterReasons.NO_CAPACITY, message, config.slowly());
            case MetalFailure.Busy(var message) ->
                new Outcome.Waiting(ClusterReasons.METAL_API_BUSY, message, config.soon());
            // A Secret that may just be late is looked at, and not watched.
            case MetalFailure.NoCredentials(var message) ->
                new Outcome.Waiting(ClusterReasons.CREDENTIALS_UNUSABLE, message, config.soon());
            // What is to be done about an allocation in doubt, its intent tells; all else is looked at again.
            case MetalFailure.Unavailable(var message) ->
                new Outcome.Waiting(ClusterReasons.METAL_API_UNAVAILABLE, message, config.soon());
            case MetalFailure.InDoubt(var message) ->
                new Outcome.Waiting(ClusterReasons.METAL_API_UNAVAILABLE, message, config.soon());
        };
    }
}
