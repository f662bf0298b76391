package io.metalstack.lab.simulator;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of an operating system image, and whether it lies in a range such as {@code >= 1.2, < 2} or {@code *}. */
record Version(long major, long minor, long patch) implements Comparable<Version> {
    private static final Pattern TEXT = Pattern.compile("v?(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,12}))?");
    private static final Pattern TERM = Pattern.compile("(>=|<=|!=|>|<|=|~)?\\s*(\\S+)");

    static Optional<Version> parse(String text) {
        var match = TEXT.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Version(number(match.group(1)), number(match.group(2)), number(match.group(3))));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    boolean sameMinor(Version other) {
        return major == other.major && minor == other.minor;
    }

    /** Whether all comma-separated terms of the range hold; a range that cannot be read holds nothing. */
    boolean within(String range) {
        for (var term : range.split(",", -1)) {
            if (!meets(term.strip())) {
                return false;
            }
        }
        return true;
    }

    private boolean meets(String term) {
        if (term.equals("*")) {
            return true;
        }
        var match = TERM.matcher(term);
        if (!match.matches()) {
            return false;
        }
        var bound = parse(match.group(2));
        if (bound.isEmpty()) {
            return false;
        }
        var compared = compareTo(bound.get());
        return switch (match.group(1) == null ? "=" : match.group(1)) {
            case ">=" -> compared >= 0;
            case "<=" -> compared <= 0;
            case ">" -> compared > 0;
            case "<" -> compared < 0;
            case "!=" -> compared != 0;
            case "~" -> compared >= 0 && sameMinor(bound.get());
            default -> compared == 0;
        };
    }

    @Override
    public int compareTo(Version other) {
        return Comparator.comparingLong(Version::major)
                .thenComparingLong(Version::minor)
                .thenComparingLong(Version::patch)
                .compare(this, other);
    }
}
