package io.metalstack.lab.simulator;

import java.util.Optional;

/** An address family, spelled as metal-api spells it. */
enum Family {
    IPV4("IPv4", 32),
    IPV6("IPv6", 128);

    private final String word;
    private final int bits;

    Family(String word, int bits) {
        this.word = word;
        this.bits = bits;
    }

    String word() {
        return word;
    }

    int bits() {
        return bits;
    }

    static Optional<Family> of(String word) {
        for (var family : values()) {
            if (family.word.equals(word)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
