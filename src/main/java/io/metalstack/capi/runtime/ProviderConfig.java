package io.metalstack.capi.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** Settings of the manager, besides those of metal-api. Each default is spelled out by a test. */
@ConfigMapping(prefix = "capms")
public interface ProviderConfig {

    /** The one namespace to watch; all when absent. Flag {@code --namespace}. */
    Optional<String> namespace();

    /** Reconcile only objects with this value of label {@code cluster.x-k8s.io/watch-filter}. Flag {@code --watch-filter}. */
    Optional<String> watchFilter();

    /** Whether to take the lease before acting. */
    @WithDefault("true")
    boolean leaderElection();

    /** Namespace of the lease. */
    @WithDefault("capms-system")
    String leaseNamespace();

    /**
     * Margin, beyond the signature's lifetime and metal-api's lock, after which a call in doubt counts as settled. With
     * a Metal-Edit key (30 s) and the lock (10 s) this makes three minutes.
     */
    @WithDefault("PT2M20S")
    Duration settleMargin();

    /** How soon to look again at something that is expected to change. */
    @WithDefault("PT10S")
    Duration soon();

    /** How soon to look again at something that only a person or a slow process changes. */
    @WithDefault("PT1M")
    Duration slowly();

    /**
     * The share of a cluster's machines (0.3 is 30 %) that may be freed within {@link #deletionBrakeWindow()} without a
     * person's confirmation. No limit when absent. More than 0 and at most 1.
     */
    OptionalDouble deletionBrakeShare();

    /** How long a freed machine counts for {@link #deletionBrakeShare()}. */
    @WithDefault("PT1H")
    Duration deletionBrakeWindow();
}
