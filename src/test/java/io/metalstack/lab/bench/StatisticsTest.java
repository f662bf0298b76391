package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void the_median_is_the_middle_value_or_the_mean_of_the_two_in_the_middle() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
        assertThat(Statistics.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
        assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
    }

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        var hundred = IntStream.rangeClosed(1, 100).mapToObj(it -> (double) it).toList();

        assertThat(Statistics.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Statistics.percentile(hundred, 1)).isEqualTo(100);
        assertThat(Statistics.percentile(List.of(3.0, 5.0), 0.99)).isEqualTo(5);
        assertThat(Statistics.percentile(List.of(3.0, 5.0), 0.5)).isEqualTo(3);
    }

    @Test
    void the_spread_goes_from_the_least_to_the_greatest_value() {
        assertThat(Statistics.min(List.of(4.0, 2.0, 3.0))).isEqualTo(2);
        assertThat(Statistics.max(List.of(2.0, 4.0, 3.0))).isEqualTo(4);
    }

    @Test
    void nothing_is_said_of_no_values() {
        assertThatIllegalArgumentException().isThrownBy(() -> Statistics.median(List.of()));
    }
}
