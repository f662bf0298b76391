package io.metalstack.lab.bench;

import java.util.List;

/** What is said of several values. */
final class Statistics {
    private Statistics() {}

    /** The middle one, or the mean of the two in the middle. */
    static double median(List<Double> values) {
        var sorted = sorted(values);
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /**
     * The smallest value that is not exceeded by this share of all (nearest rank).
     *
     * @param share more than 0, at most 1
     */
    static double percentile(List<Double> values, double share) {
        var sorted = sorted(values);
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    static double min(List<Double> values) {
        return sorted(values).getFirst();
    }

    static double max(List<Double> values) {
        return sorted(values).getLast();
    }

    private static List<Double> sorted(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing is said of no values");
        }
        return values.stream().sorted().toList();
    }
}
