package io.metalstack.capi.runtime;

import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.RestMetalApi;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes what speaks to metal-api, as the settings say. */
@Singleton
class MetalProducer {

    /** Not checked here: {@link CredentialsSource#get()} says what is wrong with the settings. */
    @Produces
    @Singleton
    CredentialsSource credentials(MetalSettings settings) {
        return settings.credentialsDir()
                .map(CredentialsSource::ofDirectory)
                .orElseGet(() -> CredentialsSource.ofValues(
                        settings.url().orElse(""),
                        settings.hmac().orElse(""),
                        settings.hmacAuthType(),
                        settings.caFile()));
    }

    @Produces
    @Singleton
    RestMetalApi restMetalApi(
            CredentialsSource credentials, MetalSettings settings, Clock clock, MeterRegistry meters) {
        return new RestMetalApi(credentials, clock, meters, settings.allocationsPerPartition());
    }

    void close(@Disposes RestMetalApi api) {
        api.close();
    }

    @Produces
    @Singleton
    FleetSnapshot fleetSnapshot(MetalApi api, Timetable timetable, MetalSettings settings, MeterRegistry meters) {
        return new FleetSnapshot(api, timetable, settings.snapshotInterval(), settings.pendingInterval(), meters);
    }

    void close(@Disposes FleetSnapshot snapshot) {
        snapshot.close();
    }
}
