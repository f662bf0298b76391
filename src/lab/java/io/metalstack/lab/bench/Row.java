package io.metalstack.lab.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * One line of the table.
 *
 * @param figure which of P1 to P9 it belongs to
 * @param what what was measured, of how many
 * @param unit of the values
 * @param size how many machines it is about, for plots; 0 where that says nothing
 * @param values one per run, in their order; none when it could not be measured
 * @param note why there are no values, or what to know about them; empty for nothing
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record Row(String figure, String what, String unit, int size, List<Double> values, String note) {

    Row {
        values = List.copyOf(values == null ? List.of() : values);
        note = note == null ? "" : note;
    }

    static Row of(Figure figure, String what, String unit, int size, List<Double> values) {
        return new Row(figure.name(), what, unit, size, values, "");
    }

    /** One that could not be measured. */
    static Row without(Figure figure, String what, String unit, String why) {
        return new Row(figure.name(), what, unit, 0, List.of(), why);
    }

    /** The same, and something to know about it. */
    Row noting(String words) {
        return new Row(figure, what, unit, size, values, words);
    }

    /** Whether the other says the same of another provider. */
    boolean isAbout(Row other) {
        return figure.equals(other.figure) && what.equals(other.what) && unit.equals(other.unit);
    }

    @JsonIgnore
    boolean isMeasured() {
        return !values.isEmpty();
    }
}
