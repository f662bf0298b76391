package io.metalstack.capi.allocation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/**
 * To which objects something was done lately, as an annotation of the one they belong to tells: it survives restarts and
 * moves, and its locked patches let no two count past each other. Pure.
 *
 * @param byUid when it was done, by the object's uid
 */
public record RecentTimes(Map<String, Instant> byUid) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Those within the window.
     *
     * @throws IllegalArgumentException when the annotation cannot be read: it must not be taken for none
     */
    public static RecentTimes of(HasMetadata resource, String annotation, Instant now, Duration window) {
        var times = new TreeMap<String, Instant>();
        try {
            JSON.readValue(
                            Annotations.of(resource, annotation).orElse("{}"),
                            new TypeReference<Map<String, String>>() {})
                    .forEach((uid, time) -> times.put(uid, Instant.parse(time)));
        } catch (JsonProcessingException | DateTimeParseException | NullPointerException e) {
            throw new IllegalArgumentException(
                    "annotation " + annotation + " of the " + resource.getKind() + " cannot be read: take it off", e);
        }
        times.values().removeIf(it -> it.isBefore(now.minus(window)));
        return new RecentTimes(times);
    }

    /** The annotation's value with this object at this time. The first time counts. */
    public String with(String uid, Instant now) {
        var times = new TreeMap<String, String>();
        byUid.forEach((known, time) -> times.put(known, time.toString()));
        times.putIfAbsent(uid, now.toString());
        try {
            return JSON.writeValueAsString(times);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
