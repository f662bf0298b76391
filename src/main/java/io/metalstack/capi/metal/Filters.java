package io.metalstack.capi.metal;

import java.util.Optional;
import java.util.stream.Stream;

/** metal-api takes a filter without text for no filter and would answer with everybody's things. */
final class Filters {

    private Filters() {}

    @SafeVarargs
    static void requireText(Optional<String>... filters) {
        if (Stream.of(filters).flatMap(Optional::stream).anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a filter for metal-api must not be blank: it would match everything");
        }
    }
}
