package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.metal.MetalAccount;
import org.jspecify.annotations.Nullable;

/** Whose credentials an object uses. A Secret is named by its name alone, as it is in the object's namespace. */
public final class Accounts {

    private Accounts() {}

    /** Those that a cluster names, or the provider's. */
    public static MetalAccount of(MetalStackCluster cluster) {
        return of(cluster.getMetadata().getNamespace(), cluster.getSpec());
    }

    /** Those that a cluster names, or the provider's. */
    public static MetalAccount of(String namespace, MetalStackClusterSpec spec) {
        var ref = spec.credentialsRef();
        return named(namespace, ref == null ? null : ref.name());
    }

    /** Those with which a call was announced. */
    public static MetalAccount of(String namespace, AllocationIntent intent) {
        return named(namespace, intent.credentials());
    }

    /** How an intent names it: null for the provider's. */
    public static @Nullable String secret(MetalAccount account) {
        return account.isProvider() ? null : account.secret();
    }

    private static MetalAccount named(String namespace, @Nullable String secret) {
        return secret == null || secret.isBlank() ? MetalAccount.PROVIDER : new MetalAccount(namespace, secret);
    }
}
