package io.metalstack.capi.secrets;

import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.metal.ImpatientMetalApi;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The provider as talkative as it can be made: built so that no level is cut off, everything logged, and the REST client
 * told to print what it sends and gets. Its credentials are mounted.
 */
public final class Traced implements QuarkusTestProfile {

    static final Duration PATIENCE = Duration.ofSeconds(3);

    /** The shipped client, which gives up sooner. */
    @Singleton
    @Alternative
    static class Impatient {

        @Produces
        @Singleton
        MetalAccounts accounts(CredentialsSource credentials, Timetable timetable, Clock clock, MeterRegistry meters) {
            return new MetalAccounts(
                    account -> ImpatientMetalApi.of(credentials, clock, meters, PATIENCE),
                    timetable,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10),
                    meters);
        }
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(Impatient.class);
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        MountedCredentials.mount("http://127.0.0.1:1/metal");
        return Map.of(
                "capms.metrics-secure", "false",
                "quarkus.log.min-level", "ALL",
                "quarkus.log.level", "ALL",
                "quarkus.log.console.level", "WARN",
                "quarkus.rest-client.logging.scope", "request-response",
                "quarkus.rest-client.logging.body-limit", "1000000",
                "metal-api.credentials-dir", MountedCredentials.DIRECTORY.toString());
    }
}
