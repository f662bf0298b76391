package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.metal.MetalAccount;
import java.util.Optional;

/** Whose credentials an object uses. */
public final class Accounts {

    private Accounts() {}

    /** Those that a cluster names, or the provider's. */
    public static MetalAccount of(MetalStackCluster cluster) {
        return named(
                cluster.getMetadata().getNamespace(),
                Optional.ofNullable(cluster.getSpec().credentialsRef()).map(LocalRef::name));
    }

    /** @param secret empty for the provider's */
    public static MetalAccount named(String namespace, Optional<String> secret) {
        return secret.filter(it -> !it.isBlank())
                .map(it -> new MetalAccount(namespace, it))
                .orElse(MetalAccount.PROVIDER);
    }

    /** How an intent names it: null for the provider's. */
    public static Optional<String> secret(MetalAccount account) {
        return Optional.of(account.secret()).filter(it -> !it.isEmpty());
    }
}
