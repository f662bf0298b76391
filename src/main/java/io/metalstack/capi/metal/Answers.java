package io.metalstack.capi.metal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** metal-api answers null for empty lists and absent parts, and year 1 for a time that was never set. */
final class Answers {

    private Answers() {}

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    static <T> List<T> each(@Nullable List<@Nullable T> values) {
        return values == null
                ? List.of()
                : values.stream()
                        .filter(Objects::nonNull)
                        .map(Objects::requireNonNull)
                        .toList();
    }

    /** Null for a time that is not set, or not readable. */
    static @Nullable Instant time(@Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            var time = OffsetDateTime.parse(value);
            return time.getYear() > 1 ? time.toInstant() : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
