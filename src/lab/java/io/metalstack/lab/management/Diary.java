package io.metalstack.lab.management;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What the lab did and when, one line each, in {@code out/lab/logs/lab.log}. */
final class Diary {
    private Diary() {}

    /** Writes a line, as {@link String#format} makes it. */
    @SuppressWarnings("AnnotateFormatMethod") // its annotation would be one more dependency
    static void note(String format, @Nullable Object... values) {
        System.out.printf(
                "%s %s%n",
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS), format.formatted(values));
    }
}
