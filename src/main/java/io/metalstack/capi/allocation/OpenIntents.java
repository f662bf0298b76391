package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts objects for which something may be allocated that nobody has recorded yet, as the last look at them found an
 * announced call without an answer: gauge {@code capms.in-doubt}, tag {@code kind}.
 */
@ApplicationScoped
public class OpenIntents {

    private final Map<String, String> kindByUid = new ConcurrentHashMap<>();

    public OpenIntents(MeterRegistry meters) {
        for (var kind : List.of("MetalStackCluster", "MetalStackMachine", "MetalStackFirewall")) {
            Gauge.builder("capms.in-doubt", () -> count(kind))
                    .description("Objects with an allocating call whose answer is not recorded")
                    .tag("kind", kind)
                    .register(meters);
        }
    }

    /** @param open whether the object shows a call that was announced and not recorded */
    public void saw(HasMetadata resource, boolean open) {
        if (open) {
            kindByUid.put(resource.getMetadata().getUid(), resource.getKind());
        } else {
            forget(resource);
        }
    }

    /** For an object that is gone. */
    public void forget(HasMetadata resource) {
        kindByUid.remove(resource.getMetadata().getUid());
    }

    private long count(String kind) {
        return kindByUid.values().stream().filter(kind::equals).count();
    }
}
