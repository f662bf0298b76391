package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
 *
 * <p>A manager that ends gives the lease back, so that the next one need not wait until it has run out. The operator SDK
 * would keep it.
 *
 * <p>Gauge {@code capms.leader} tells whether it acts.
 */
@Singleton
class Lease {

    static final String NAME = "6fca141d.cluster.x-k8s.io";

    private static final Logger LOG = Logger.getLogger(Lease.class);

    private static final int BEFORE_THE_OPERATOR_STOPS = 1;
    private static final int AFTER_ALL_OTHERS = 10_000;

    /** The API server may be away, and the lease runs out by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final ProviderConfig config;
    private final KubernetesClient client;
    private volatile String holder = "";
    private volatile String own = "";
    private volatile boolean stopping;

    Lease(ProviderConfig config, KubernetesClient client, MeterRegistry meters) {
        this.config = config;
        this.client = client;
        Gauge.builder("capms.leader", () -> acts() ? 1 : 0)
                .description("1 if this manager acts: it holds the lease, or wants none")
                .register(meters);
    }

    /** Whether this manager acts. */
    boolean acts() {
        return !config.leaderElection() || !own.isEmpty();
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

    /** Who held the lease when that was last heard of; empty if never, or if none is wanted. */
    String holder() {
        return holder;
    }

    private void started() {
        own = holder; // who acts is told before, and later others may be
        LOG.infof("Acting: this manager holds lease %s/%s", config.leaseNamespace(), NAME);
    }

    private void lost() {
        if (!stopping) {
            LOG.errorf("Stopping at once: lease %s/%s was lost to another manager", config.leaseNamespace(), NAME);
            Runtime.getRuntime().halt(1);
        }
    }

    private void leaderIs(String identity) {
        holder = identity;
        LOG.infof("Lease %s/%s is held by %s", config.leaseNamespace(), NAME, identity);
    }

    /** So that giving the lease up at the end is not taken for losing it. */
    void stopping(@Observes @Priority(BEFORE_THE_OPERATOR_STOPS) ShutdownEvent event) {
        stopping = true;
    }

    void stopped(@Observes @Priority(AFTER_ALL_OTHERS) ShutdownEvent event) throws InterruptedException {
        if (!own.isEmpty() && !Thread.ofVirtual().start(this::giveBack).join(PATIENCE)) {
            LOG.infof("Lease %s/%s is not given back, and runs out", config.leaseNamespace(), NAME);
        }
    }

    private void giveBack() {
        try {
            var lease = client.leases()
                    .inNamespace(config.leaseNamespace())
                    .withName(NAME)
                    .get();
            // The update is refused if somebody took it since.
            if (lease != null && own.equals(lease.getSpec().getHolderIdentity())) {
                lease.getSpec().setHolderIdentity(null);
                client.resource(lease).update();
            }
        } catch (KubernetesClientException e) {
            LOG.infof("Lease %s/%s is not given back: status %d", config.leaseNamespace(), NAME, e.getCode());
        }
    }
}
