package io.metalstack.capi.runtime;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RegisteredController;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metalstack.capi.metal.MetalAccounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.Liveness;

/** Asks every part of the manager what it knows. */
@Singleton
class Diagnoses {

    private static final int LONGEST_PASSES = 20;

    private final Clock clock;
    private final Instant startedAt;
    private final String version;
    private final ProviderConfig config;
    private final LogLevels levels;
    private final Lease lease;
    private final Operator operator;
    private final ProviderLiveness liveness;
    private final MeterRegistry meters;
    private final KubernetesClients kubernetes;
    private final MetalAccounts metal;

    Diagnoses(
            Clock clock,
            @ConfigProperty(name = "quarkus.application.version") String version,
            ProviderConfig config,
            LogLevels levels,
            Lease lease,
            Operator operator,
            @Liveness ProviderLiveness liveness,
            MeterRegistry meters,
            KubernetesClients kubernetes,
            MetalAccounts metal) {
        this.clock = clock;
        this.startedAt = clock.instant();
        this.version = version;
        this.config = config;
        this.levels = levels;
        this.lease = lease;
        this.operator = operator;
        this.liveness = liveness;
        this.meters = meters;
        this.kubernetes = kubernetes;
        this.metal = metal;
    }

    /** Of now. May read Secrets with credentials, so it may block. */
    Diagnosis diagnosis() {
        return new Diagnosis(
                clock.instant(),
                version,
                startedAt,
                new Diagnosis.Settings(given(config.namespace()), given(config.watchFilter()), config.plan()),
                levels.levels(),
                leader(),
                operator.getRegisteredControllers().stream()
                        .map(this::controller)
                        .sorted(Comparator.comparing(Diagnosis.Controller::name))
                        .toList(),
                longestPasses(),
                kubernetes.lastCalls(),
                metal.known());
    }

    /** An empty flag means all, as an absent one does. */
    private static Optional<String> given(Optional<String> setting) {
        return setting.filter(it -> !it.isEmpty());
    }

    private Diagnosis.Leader leader() {
        var wanted = config.leaderElection();
        return new Diagnosis.Leader(
                lease.acts(),
                wanted ? Optional.of(config.leaseNamespace() + "/" + Lease.NAME) : Optional.empty(),
                given(Optional.of(lease.holder())));
    }

    private Diagnosis.Controller controller(RegisteredController<?> controller) {
        var name = controller.getConfiguration().getName();
        return new Diagnosis.Controller(
                name,
                gauge("custom_resources", name),
                gauge("reconciliations.active", name),
                gauge("reconciliations.queue", name),
                informers(controller));
    }

    private static List<Diagnosis.Informer> informers(RegisteredController<?> controller) {
        return controller.getControllerHealthInfo().informerEventSourceHealthIndicators().entrySet().stream()
                .flatMap(it -> informers(it.getKey(), it.getValue()))
                .sorted(Comparator.comparing(Diagnosis.Informer::of))
                .toList();
    }

    private static Stream<Diagnosis.Informer> informers(
            String name, InformerWrappingEventSourceHealthIndicator<?> source) {
        var of =
                source instanceof EventSource<?, ?> known ? known.resourceType().getSimpleName() : name;
        return source.informerHealthIndicators().entrySet().stream()
                .map(it -> new Diagnosis.Informer(
                        of,
                        given(Optional.of(it.getKey()))
                                .filter(namespace -> !namespace.equals(Constants.WATCH_ALL_NAMESPACES)),
                        it.getValue().hasSynced(),
                        it.getValue().isWatching()));
    }

    private long gauge(String meter, String controller) {
        return Optional.ofNullable(
                        meters.find(meter).tag("controller.name", controller).gauge())
                .map(Gauge::value)
                .orElse(0.0)
                .longValue();
    }

    private List<Diagnosis.Pass> longestPasses() {
        return liveness.running().entrySet().stream()
                .map(it -> new Diagnosis.Pass(it.getKey(), it.getValue()))
                .sorted(Comparator.comparing(Diagnosis.Pass::since))
                .limit(LONGEST_PASSES)
                .toList();
    }
}
