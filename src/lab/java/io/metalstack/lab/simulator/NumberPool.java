package io.metalstack.lab.simulator;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Numbers 1..131072 handed out at random, as metal-api does for VRFs and ASNs. */
final class NumberPool {
    static final int LAST = 131072;

    private final Set<Integer> taken = new HashSet<>();
    private final Random random;

    NumberPool(Random random) {
        this.random = random;
    }

    int acquire() {
        if (taken.size() >= LAST) {
            throw ApiError.internal("unable to acquire a unique integer, none left");
        }
        int number;
        do {
            number = 1 + random.nextInt(LAST);
        } while (!taken.add(number));
        return number;
    }

    /** Marks a number as given away by hand; false when it already was. */
    boolean acquire(int number) {
        return taken.add(number);
    }

    void release(int number) {
        taken.remove(number);
    }
}
