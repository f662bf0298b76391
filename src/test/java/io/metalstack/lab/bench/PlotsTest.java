package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf(value = "fonts", disabledReason = "Java finds no font here: install fontconfig and a font")
class PlotsTest {
    private static final Host HOST = new Host("cpu", 2, 2048, "6.1", "21", 0.5);
    private static final Report REPORT = new Report(
            "some-provider",
            HOST,
            Map.of(),
            List.of(
                    Row.of(Figure.P1, "10 machines in 1 cluster", "machines/min", 10, List.of(50.0, 60.0)),
                    Row.of(Figure.P1, "20 machines in 20 clusters", "machines/min", 20, List.of(70.0)),
                    Row.of(Figure.P3, "10 machines, metal-api", "calls/min", 10, List.of(1.0, 2.0)),
                    Row.of(Figure.P3, "10 machines, CPU", "% of one", 10, List.of(0.5)),
                    Row.of(Figure.P4, "at rest", "MiB", 0, List.of(90.0)),
                    Row.of(Figure.P4, "10 machines, memory", "MiB", 10, List.of(100.0)),
                    Row.without(Figure.P9, "5000 machines", "MiB", "not reached")));

    static boolean fonts() {
        return Drawing.isPossible();
    }

    private static Map<String, String> svg(Report report) {
        var plots = new HashMap<String, String>();
        new Plots(List.of(report)).drawings().forEach((file, drawing) -> plots.put(file, drawing.svg()));
        return plots;
    }

    @Test
    void each_provider_has_its_line() {
        var plots = svg(REPORT);

        assertThat(plots).containsOnlyKeys("throughput.svg", "steady-state.svg", "memory.svg", "growth.svg");
        assertThat(plots.get("throughput.svg"))
                .contains("some-provider, one cluster", "some-provider, several", "machines per minute");
        assertThat(List.of(plots.get("steady-state.svg"), plots.get("memory.svg"), plots.get("growth.svg")))
                .allSatisfy(it -> assertThat(it).startsWith("<?xml").contains("some-provider", ">machines<"));
    }

    @Test
    void of_what_was_not_measured_there_is_no_picture() {
        var throughput = new Report("jvm", HOST, Map.of(), List.of(REPORT.rows().getFirst()));

        assertThat(svg(throughput)).containsOnlyKeys("throughput.svg");
    }

    @Test
    void the_same_report_gives_the_same_picture() {
        assertThat(svg(REPORT)).isEqualTo(svg(REPORT));
    }

    @Test
    void another_value_gives_another_picture() {
        var other = new Report(
                "some-provider",
                HOST,
                Map.of(),
                List.of(
                        Row.of(Figure.P3, "10 machines, metal-api", "calls/min", 10, List.of(1.0, 9.0)),
                        Row.of(Figure.P4, "10 machines, memory", "MiB", 10, List.of(100.0))));

        assertThat(svg(other).get("steady-state.svg")).isNotEqualTo(svg(REPORT).get("steady-state.svg"));
        assertThat(svg(other).get("memory.svg")).isEqualTo(svg(REPORT).get("memory.svg"));
    }
}
