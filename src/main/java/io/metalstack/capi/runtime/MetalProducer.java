package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.metal.AllocationTurns;
import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.metal.MetalAccount;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.metal.MetalApi;
import io.metalstack.capi.metal.RestMetalApi;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** Makes what speaks to metal-api, as the settings say. */
@Singleton
class MetalProducer {

    /** For how long a Secret counts that was read: a burst of calls reads it once. */
    private static final Duration SECRET_LASTS = Duration.ofSeconds(10);

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
    MetalAccounts accounts(
            CredentialsSource ofProvider,
            KubernetesClient client,
            MetalSettings settings,
            Timetable timetable,
            Clock clock,
            MeterRegistry meters) {
        var turns = new AllocationTurns(settings.allocationsPerPartition());
        return new MetalAccounts(
                account -> new RestMetalApi(
                        account.isProvider() ? ofProvider : new SecretCredentials(account, client, clock, SECRET_LASTS),
                        clock,
                        meters,
                        turns),
                timetable,
                settings.snapshotInterval(),
                settings.pendingInterval(),
                meters);
    }

    void close(@Disposes MetalAccounts accounts) {
        accounts.close();
    }

    /** For what belongs to no cluster. */
    @Produces
    @Singleton
    MetalApi ofProvider(MetalAccounts accounts) {
        return accounts.api(MetalAccount.PROVIDER);
    }
}
