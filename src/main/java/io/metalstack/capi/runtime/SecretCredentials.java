package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.metal.Credentials;
import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.metal.MetalAccount;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The credentials in a Secret that a cluster names, which may change, go and come back at any time. Secrets are neither
 * listed nor watched, so it is read again once what was read is a few seconds old.
 */
final class SecretCredentials implements Supplier<Credentials> {

    private final MetalAccount account;
    private final KubernetesClient client;
    private final Clock clock;
    private final Duration lasting;
    private volatile @Nullable Reading last;

    private record Reading(Instant at, Credentials credentials) {}

    /** @param lasting for how long what was read counts, so that a burst of calls reads once */
    SecretCredentials(MetalAccount account, KubernetesClient client, Clock clock, Duration lasting) {
        this.account = account;
        this.client = client;
        this.clock = clock;
        this.lasting = lasting;
    }

    /**
     * The credentials as they are now, or were a moment ago.
     *
     * @throws IllegalArgumentException with a sentence for the user, without anything that the Secret holds
     */
    @Override
    public Credentials get() {
        var now = clock.instant();
        var known = last;
        if (known != null && !now.isBefore(known.at) && now.isBefore(known.at.plus(lasting))) {
            return known.credentials;
        }
        var credentials = read();
        last = new Reading(now, credentials);
        return credentials;
    }

    private Credentials read() {
        var data = Optional.ofNullable(secret())
                .map(it -> Optional.ofNullable(it.getData()).orElse(Map.of()))
                .orElseThrow(() -> unusable("there is no such Secret: create it, with the keys "
                        + CredentialsSource.URL_FILE + " and " + CredentialsSource.HMAC_FILE));
        try {
            return Credentials.of(
                    text(data, CredentialsSource.URL_FILE).orElse(""),
                    text(data, CredentialsSource.HMAC_FILE).orElse(""),
                    text(data, CredentialsSource.AUTH_TYPE_FILE).orElse(""),
                    text(data, CredentialsSource.CA_FILE));
        } catch (IllegalArgumentException e) {
            throw unusable(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Secret secret() {
        if (!LocalRef.isName(account.secret())) {
            return null;
        }
        try {
            return client.secrets()
                    .inNamespace(account.namespace())
                    .withName(account.secret())
                    .get();
        } catch (KubernetesClientException e) {
            throw unusable("the API server does not answer with it (" + e.getCode() + ")");
        }
    }

    private static Optional<String> text(Map<String, String> data, String key) {
        return Optional.ofNullable(data.get(key))
                .map(it -> new String(Base64.getDecoder().decode(it), StandardCharsets.UTF_8));
    }

    private IllegalArgumentException unusable(String why) {
        return new IllegalArgumentException(
                "Secret " + account.secret() + " with credentials for metal-api cannot be used: " + why);
    }
}
