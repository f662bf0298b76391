package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueriesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    up                                                                        | up
                    absent(up{job="a", outcome=~"x.y{1}"} == 1)                               | up
                    sum by (kind, le) (increase(a_total{kind="b"}[15m])) > 2                  | a_total
                    time() - (a > 0) unless on (name) (b{c!="d"} == 1 or e:f > 0)             | a b e:f
                    histogram_quantile(0.99, sum by (le) (rate(a_bucket[$__rate_interval])))  | a_bucket
                    a / ignoring (b) group_left (c) d offset 5m                               | a d
                    label_values(a, b)                                                        | a
                    """)
    void finds_the_metrics_and_neither_labels_nor_functions(String query, String metrics) {
        assertThat(String.join(" ", Queries.metrics(query))).isEqualTo(metrics);
    }
}
