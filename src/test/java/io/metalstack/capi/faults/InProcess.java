package io.metalstack.capi.faults;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.metalstack.capi.cluster.ClusterReconciler;
import io.metalstack.capi.firewall.DeploymentReconciler;
import io.metalstack.capi.firewall.FirewallReconciler;
import io.metalstack.capi.machine.MachineReconciler;
import io.metalstack.capi.metal.Credentials;
import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.metal.ImpatientMetalApi;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.runtime.ShippedOperator;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The provider's reconcilers in this process, wired as the application wires them. Its death is that of its lines: the
 * threads may run on for a moment, but nobody hears them any more.
 */
final class InProcess implements Incarnation {

    /** Short, so that a slow answer costs a case little. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int LONGEST_HOLD = 120_000;

    private static final Duration SNAPSHOT = Duration.ofMinutes(1);
    private static final Duration PENDING = Duration.ofSeconds(10);

    private final Lines lines;
    private final KubernetesClient client;
    private final Timetable timetable;
    private final MetalAccounts metal;
    private final Operator operator;
    private volatile boolean dead;

    /** One with the key that may edit. */
    InProcess(Lines lines, Clock clock, String namespace, int retries) {
        this(
                lines,
                CredentialsSource.ofValues(lines.metalUrl(), "metal-edit", "Metal-Edit", Optional.empty()),
                clock,
                namespace,
                retries);
    }

    /**
     * @param retries how often the Kubernetes client repeats a request by itself; the shipped one does 10 times, which
     *     would hide from the reconcilers what went wrong
     */
    InProcess(Lines lines, Supplier<Credentials> credentials, Clock clock, String namespace, int retries) {
        this.lines = lines;
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl(lines.kubernetes().url())
                        .withRequestRetryBackoffLimit(retries)
                        .withWatchReconnectInterval(200)
                        .withRequestTimeout(LONGEST_HOLD) // an answer that is held on purpose is still wanted
                        .build())
                .build();
        timetable = new Timetable(clock);
        var meters = new SimpleMeterRegistry();
        metal = new MetalAccounts(
                account -> ImpatientMetalApi.of(credentials, clock, meters, PATIENCE),
                timetable,
                SNAPSHOT,
                PENDING,
                meters);
        var config = ShippedOperator.settings(Map.of("capms.namespace", namespace, "capms.leader-election", "false"));
        var graph = new Graph()
                .with(KubernetesClient.class, client)
                .with(Clock.class, clock)
                .with(MeterRegistry.class, meters)
                .with(ProviderConfig.class, config)
                .with(MetalAccounts.class, metal)
                .with(Timetable.class, timetable);
        operator = ShippedOperator.of(
                client,
                config,
                List.of(
                        graph.get(ClusterReconciler.class),
                        graph.get(MachineReconciler.class),
                        graph.get(DeploymentReconciler.class),
                        graph.get(FirewallReconciler.class)),
                meters,
                clock);
        Thread.ofVirtual().start(this::start);
    }

    /** Waits for the caches, so it must not keep a case from making an API server that is away come back. */
    private void start() {
        try {
            operator.start();
        } catch (RuntimeException e) {
            if (!dead) {
                throw e;
            }
        }
    }

    @Override
    public void kill() {
        dead = true;
        lines.cut();
        Thread.ofVirtual().start(this::stop);
    }

    /** Of it nothing is left that anybody could hear. */
    @Override
    public boolean ended() {
        return dead;
    }

    @Override
    public void clockMoved() {
        timetable.clockMoved();
    }

    @Override
    public Lines lines() {
        return lines;
    }

    @Override
    public void close() {
        dead = true;
        stop();
        lines.cut();
    }

    private void stop() {
        timetable.close();
        operator.stop();
        // The operator SDK leaves this one running, with a thread that wakes a hundred times a second.
        operator.getConfigurationService()
                .getExecutorServiceManager()
                .scheduledExecutorService()
                .shutdownNow();
        metal.close();
        client.close();
    }
}
