package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether restarting the manager would help: an informer has stopped for good, or a reconcile hangs. An API server or
 * metal-api that is away is no reason; a restart in the middle of an allocating call would only cost time.
 */
@Liveness
@Singleton
class ProviderLiveness implements HealthCheck, InformerStoppedHandler, Metrics {

    /** Longer than every call a pass can make one after the other, each up to its time-out. */
    private static final Duration HANGS_AFTER = Duration.ofMinutes(15);

    private static final Logger LOG = Logger.getLogger(ProviderLiveness.class);

    private final Clock clock;
    private final Map<String, Instant> running = new ConcurrentHashMap<>();
    private volatile Optional<String> stopped = Optional.empty();

    ProviderLiveness(Clock clock) {
        this.clock = clock;
    }

    /** The passes under way, by kind, namespace and name, with when they began. */
    Map<String, Instant> running() {
        return Map.copyOf(running);
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("controllers");
        stopped.ifPresent(it -> answer.withData("stopped informer", it));
        var latest = clock.instant().minus(HANGS_AFTER);
        var hanging = running.entrySet().stream()
                .filter(it -> it.getValue().isBefore(latest))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
        hanging.ifPresent(it -> answer.withData("hanging reconcile", it));
        return answer.status(stopped.isEmpty() && hanging.isEmpty()).build();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void onStop(SharedIndexInformer informer, @Nullable Throwable error) {
        if (error != null) {
            var type = informer.getApiTypeClass().getSimpleName();
            LOG.errorf("The informer of %s has stopped: %s", type, error.getMessage());
            stopped = Optional.of(type);
        }
    }

    @Override
    public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
        running.put(key(resource), clock.instant());
    }

    @Override
    public void reconciliationFinished(HasMetadata resource, RetryInfo retry, Map<String, Object> metadata) {
        running.remove(key(resource));
    }

    private static String key(HasMetadata resource) {
        return resource.getKind() + " " + resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }
}
