package io.metalstack.lab.management;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/** What the lab did and when, one line each, in {@code out/lab/logs/lab.log}. */
final class Diary {
    private Diary() {}

    /** Writes a line, as {@link String#format} makes it. */
    static void note(String format, Object... values) {
        System.out.printf("%s %s%n", LocalTime.now().truncatedTo(ChronoUnit.MILLIS), format.formatted(values));
    }
}
