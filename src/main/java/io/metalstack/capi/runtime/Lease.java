package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The lease that lets one manager act. It is the Go provider's own, on purpose: of the two at most one acts on the same
 * objects.
 *
 * <p>A manager that lost its lease must stop at once, in the middle of whatever it does, and the operator SDK would let
 * it run on; so it is halted. (An exit through shutdown hooks can deadlock there.)
 */
@Singleton
class Lease {

    static final String NAME = "6fca141d.cluster.x-k8s.io";

    private static final Logger LOG = Logger.getLogger(Lease.class);

    private final ProviderConfig config;
    private volatile boolean stopping;

    Lease(ProviderConfig config) {
        this.config = config;
    }

    LeaderElectionConfiguration configuration() {
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(NAME)
                .withLeaseNamespace(config.leaseNamespace())
                .withLeaseDuration(Duration.ofSeconds(15))
                .withRenewDeadline(Duration.ofSeconds(10))
                .withRetryPeriod(Duration.ofSeconds(2))
                .withLeaderCallbacks(new LeaderCallbacks(this::started, this::lost, this::leaderIs))
                .build();
    }

    private void started() {
        LOG.infof("Acting: this manager holds lease %s/%s", config.leaseNamespace(), NAME);
    }

    private void lost() {
        if (!stopping) {
            LOG.errorf("Stopping at once: lease %s/%s was lost to another manager", config.leaseNamespace(), NAME);
            Runtime.getRuntime().halt(1);
        }
    }

    private void leaderIs(String identity) {
        LOG.infof("Lease %s/%s is held by %s", config.leaseNamespace(), NAME, identity);
    }

    /** Ahead of the operator's own observer, so that giving the lease up at the end is not taken for losing it. */
    void stopping(@Observes @Priority(1) ShutdownEvent event) {
        stopping = true;
    }
}
