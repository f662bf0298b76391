package io.metalstack.capi.allocation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That an allocating call is about to be sent, written to the object before it is. Whoever finds it after a crash knows
 * that a machine may exist which nobody has recorded, how long the call could still take effect, and where to look, even
 * when Cluster and MetalStackCluster are gone.
 *
 * @param what {@code machine}, {@code firewall}, {@code network} or {@code ip}
 * @param claim tag value by which the allocation is found
 * @param time the time by which the call is signed (RFC 3339): metal-api refuses it once the signature is too old
 * @param attempt counts from 1; each call has an intent of its own
 * @param project in which it is allocated
 * @param partition in which it is allocated
 * @param clusterUid of the cluster it is for
 * @param credentials name of the Secret with which it is asked for, in the object's namespace; null for the provider's own
 */
@RegisterForReflection // nobody but our own mapper meets it, so the native build would leave its components out
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AllocationIntent(
        String what,
        String claim,
        String time,
        int attempt,
        String project,
        String partition,
        String clusterUid,
        @Nullable String credentials) {

    /** metal-api waits up to 10 s for the partition's lock before it allocates. */
    private static final Duration LOCK = Duration.ofSeconds(10);

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The intent of an object, or empty. One that cannot be read is an error: it must not be taken for none. */
    public static Optional<AllocationIntent> of(HasMetadata resource) {
        return Annotations.of(resource, Annotations.ALLOCATION_INTENT).map(AllocationIntent::parse);
    }

    /**
     * What an object tells of its intent.
     *
     * @param unreadable a sentence, when there is one that cannot be read: it must not be taken for none
     */
    public record Reading(Optional<AllocationIntent> intent, Optional<String> unreadable) {}

    /** The same as {@link #of} for whoever goes on with an intent that cannot be read. */
    public static Reading read(HasMetadata resource) {
        try {
            return new Reading(of(resource), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Reading(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    static AllocationIntent parse(String annotation) {
        try {
            var intent = JSON.readValue(annotation, AllocationIntent.class);
            if (intent == null
                    || isBlank(intent.what)
                    || isBlank(intent.claim)
                    || isBlank(intent.project)
                    || isBlank(intent.time)
                    || !isRfc3339(Instant.parse(intent.time))) {
                throw unreadable(null);
            }
            return intent;
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw unreadable(e);
        }
    }

    /** Java reads years that RFC 3339 does not have, up to those with which it cannot reckon. */
    private static boolean isRfc3339(Instant time) {
        return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static IllegalArgumentException unreadable(@Nullable Exception cause) {
        return new IllegalArgumentException(
                "annotation " + Annotations.ALLOCATION_INTENT + " cannot be read: it must be left as it was written",
                cause);
    }

    /**
     * The annotation's value.
     *
     * @throws IllegalArgumentException it could not be read back: then no call may follow it
     */
    public String asAnnotation() {
        try {
            var annotation = JSON.writeValueAsString(this);
            if (!parse(annotation).equals(this)) {
                throw unreadable(null);
            }
            return annotation;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    public Instant signedAt() {
        return Instant.parse(time);
    }

    /**
     * When the call can no longer take effect: its signature is too old, and a lock it was let in to wait for is given
     * up.
     *
     * @param signatureLifetime for which metal-api accepts a signature
     * @param margin for clocks that differ and answers that linger
     */
    public Instant settledAt(Duration signatureLifetime, Duration margin) {
        return signedAt().plus(signatureLifetime).plus(LOCK).plus(margin);
    }
}
