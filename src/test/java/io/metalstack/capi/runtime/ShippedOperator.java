package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The operator and the settings as they are shipped, for tests that start more than one. */
public final class ShippedOperator {

    private ShippedOperator() {}

    /** The operator with these reconcilers, configured as the application's. */
    public static Operator of(
            KubernetesClient client,
            ProviderConfig config,
            List<? extends Reconciler<? extends HasMetadata>> reconcilers,
            MeterRegistry meters,
            Clock clock) {
        return new Operators(config)
                .assemble(client, reconcilers, meters, new ProviderLiveness(clock), new Lease(config, client, meters));
    }

    /** Metrics over HTTPS with a certificate of its own, as Main sets them. */
    public static Map<String, String> metricsSettings() {
        return MetricsAddress.settings(settings(Map.of("capms.metrics-bind-address", ":8443")));
    }

    /** The settings with these values, and the defaults for all else. */
    public static ProviderConfig settings(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withMapping(ProviderConfig.class)
                .withSources(new PropertiesConfigSource(given, "test", 100))
                .build()
                .getConfigMapping(ProviderConfig.class);
    }
}
