package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
    private static final Host HOST = new Host("cpu", 2, 2048, "6.1", "21", 0.5);

    private static Report report(String name, Row... rows) {
        return new Report(name, HOST, Map.of(), List.of(rows));
    }

    private static Row row(Figure figure, String what, Double... values) {
        return Row.of(figure, what, "s", 0, List.of(values));
    }

    @Test
    void a_line_tells_median_and_spread() {
        var table = new Table(List.of(report("jvm", row(Figure.P5, "start", 3.0, 1.0, 2.0))));

        assertThat(table.markdown()).contains("|  | start | s | 2 (1..3) |");
        assertThat(table.text().lines().toList().getLast()).matches(" +start +s +2 \\(1\\.\\.3\\)");
    }

    @Test
    void of_one_value_there_is_no_spread() {
        assertThat(new Table(List.of(report("jvm", row(Figure.P5, "start", 3.0)))).markdown())
                .contains("| s | 3 |");
    }

    @Test
    void two_providers_stand_side_by_side_with_their_ratio() {
        var table = new Table(
                List.of(report("jvm", row(Figure.P5, "start", 2.0)), report("native", row(Figure.P5, "start", 0.25))));

        assertThat(table.markdown())
                .contains("| jvm: median (min..max) | native: median (min..max) | native / jvm |")
                .contains("|  | start | s | 2 | 0.25 | 0.125 |");
    }

    @Test
    void what_only_one_of_them_has_stands_with_its_figure_and_without_a_ratio() {
        var table = new Table(List.of(
                report("jvm", row(Figure.P1, "a", 1.0), row(Figure.P5, "b", 1.0)),
                report("native", row(Figure.P1, "c", 4.0), row(Figure.P5, "b", 0.0))));

        assertThat(table.markdown().lines().skip(2))
                .containsExactly(
                        "| **P1** | **" + Figure.P1.title() + "** |  |  |  |  |",
                        "|  | a | s | 1 | – | – |",
                        "|  | c | s | – | 4 | – |",
                        "| **P5** | **" + Figure.P5.title() + "** |  |  |  |  |",
                        "|  | b | s | 1 | 0 | 0 |");
    }

    @Test
    void each_figure_has_its_head() {
        var table = new Table(List.of(report(
                "jvm",
                row(Figure.P5, "a", 1.0),
                row(Figure.P5, "b", 1.0),
                new Row("P99", "c", "s", 0, List.of(1.0), ""))));

        assertThat(table.text().lines().skip(1).map(it -> it.replaceAll(" +", " ")))
                .containsExactly("P5 " + Figure.P5.title(), " a s 1", " b s 1", "P99", " c s 1");
    }

    @Test
    void nothing_is_divided_by_nothing() {
        var table = new Table(
                List.of(report("jvm", row(Figure.P7, "twice", 0.0)), report("native", row(Figure.P7, "twice", 0.0))));

        assertThat(table.markdown()).contains("|  | twice | s | 0 | 0 | – |");
    }

    @Test
    void what_could_not_be_measured_says_why() {
        var table = new Table(List.of(report("jvm", Row.without(Figure.P5, "cold", "s", "not tried: needs root"))));

        assertThat(table.markdown()).contains("|  | cold | s | not tried: needs root |");
    }

    @ParameterizedTest
    @CsvSource({"1234.4, 1234", "99.95, 100", "12.34, 12.3", "1.004, 1", "1.5, 1.5", "0.0624, 0.062", "0, 0", "100, 100"
    })
    void numbers_have_three_digits_that_say_something(double value, String text) {
        assertThat(Table.number(value)).isEqualTo(text);
    }
}
