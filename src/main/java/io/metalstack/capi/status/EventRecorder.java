package io.metalstack.capi.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Records Kubernetes Events: one per object, reason and text. The name follows from these, so the same thing said again
 * (after a restart too) is the same Event and is not written a second time while the API server still keeps it.
 */
@ApplicationScoped
public class EventRecorder {

    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final String COMPONENT = "capms-controller";

    private final KubernetesClient client;
    private final Clock clock;

    public EventRecorder(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Something went its way. */
    public void normal(HasMetadata about, String reason, String message) {
        record(about, "Normal", reason, message);
    }

    /** Somebody should look. */
    public void warning(HasMetadata about, String reason, String message) {
        record(about, "Warning", reason, message);
    }

    /**
     * Tells that a condition says something else than before; nothing when it does not.
     *
     * @param ordinary whether its reason belongs to the life of such an object; else somebody should look
     */
    public void told(HasMetadata about, Optional<Condition> before, Condition now, boolean ordinary) {
        var same = before.filter(it -> Objects.equals(it.getReason(), now.getReason())
                        && Objects.equals(it.getMessage(), now.getMessage()))
                .isPresent();
        if (!same) {
            record(about, ordinary ? "Normal" : "Warning", now.getReason(), now.getMessage());
        }
    }

    /** Events are for people: one that cannot be written is logged and stops nothing. */
    private void record(HasMetadata about, String type, String reason, String message) {
        var metadata = about.getMetadata();
        var name = metadata.getName() + "."
                + UUID.nameUUIDFromBytes((metadata.getUid() + reason + message).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 18);
        // The API server's own time counts for display, so whole seconds are enough.
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var event = new EventBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withName(name)
                .endMetadata()
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withApiVersion(about.getApiVersion())
                        .withKind(about.getKind())
                        .withNamespace(metadata.getNamespace())
                        .withName(metadata.getName())
                        .withUid(metadata.getUid())
                        .withResourceVersion(metadata.getResourceVersion())
                        .build())
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withFirstTimestamp(now.toString())
                .withLastTimestamp(now.toString())
                .withCount(1)
                .build();
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                LOG.warnf("Event %s of %s %s was not recorded: %s", reason, about.getKind(), name, e.getMessage());
            }
        }
    }
}
