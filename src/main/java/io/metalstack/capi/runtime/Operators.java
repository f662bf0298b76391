package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.ExecutorServiceManager;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import org.eclipse.microprofile.health.Liveness;

/**
 * Makes the operator with plain operator-SDK configuration. Quarkus' own would add finalizers before we are asked, drop
 * some of the settings and run on a fixed pool; it starts, stops and checks this bean all the same.
 */
@Singleton
class Operators {

    /** The label by which several managers share one management cluster. Cluster API contract, "multi tenancy". */
    static final String WATCH_FILTER_LABEL = "cluster.x-k8s.io/watch-filter";

    private static final int FIRST_RETRY_MS = 500;
    private static final int LONGEST_RETRY_MS = 60_000;

    private final ProviderConfig config;

    Operators(ProviderConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    Operator operator(
            KubernetesClient client,
            @Any Instance<Reconciler<? extends HasMetadata>> reconcilers,
            MeterRegistry meters,
            @Liveness ProviderLiveness liveness,
            Lease lease) {
        return assemble(client, reconcilers, meters, liveness, lease);
    }

    /** The operator with these reconcilers, whoever made them. */
    Operator assemble(
            KubernetesClient client,
            Iterable<? extends Reconciler<? extends HasMetadata>> reconcilers,
            MeterRegistry meters,
            ProviderLiveness liveness,
            Lease lease) {
        var operator = new Operator(o -> configure(o, client, meters, liveness, lease));
        letSleep(operator.getConfigurationService().getExecutorServiceManager());
        reconcilers.forEach(it -> register(operator, it));
        return operator;
    }

    /** The SDK's scheduler keeps no thread, and Java then has one that looks for work a hundred times a second. */
    private static void letSleep(ExecutorServiceManager executors) {
        if (executors.scheduledExecutorService() instanceof ThreadPoolExecutor scheduler) {
            scheduler.setCorePoolSize(1);
        }
    }

    private void configure(
            ConfigurationServiceOverrider o,
            KubernetesClient client,
            MeterRegistry meters,
            ProviderLiveness liveness,
            Lease lease) {
        o.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withExecutorService(Executors.newVirtualThreadPerTaskExecutor())
                .withMetrics(new AggregatedMetrics(
                        List.of(MicrometerMetricsV2.newBuilder(meters).build(), liveness)))
                .withInformerStoppedHandler(liveness)
                // An API server that is not there yet is waited for, not died of.
                .withStopOnInformerErrorDuringStartup(false)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(5));
        if (config.leaderElection()) {
            o.withLeaderElectionConfiguration(lease.configuration());
        }
    }

    private <P extends HasMetadata> void register(Operator operator, Reconciler<P> reconciler) {
        operator.register(reconciler, this::override);
    }

    private <P extends HasMetadata> void override(ControllerConfigurationOverrider<P> o) {
        // Deletion arrives as an event like any other: there is no Cleaner, whose finalizer would come before the gate.
        o.withTriggerReconcilerOnAllEvents(true)
                .withOnUpdateFilter(OwnStatusFilter::letsThrough)
                .withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY_MS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY_MS));
        config.namespace().filter(it -> !it.isEmpty()).ifPresent(o::settingNamespace);
        config.watchFilter()
                .filter(it -> !it.isEmpty())
                .ifPresent(it -> o.withLabelSelector(WATCH_FILTER_LABEL + "=" + it));
    }
}
