package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PerformancePageTest {
    private static final Path CHECKOUT = Path.of("");
    private static final Report REPORT = new Report(
            "jvm",
            new Host("Some CPU", 2, 24_105, "6.1", "Some JDK 25", 0.5),
            Map.of(),
            List.of(Row.of(Figure.P5, "start", "s", 0, List.of(2.0))));

    @Test
    void holds_what_the_reports_beside_it_say() throws IOException {
        var page = Files.readString(CHECKOUT.resolve("docs/performance.md"));

        assertThat(PerformancePage.filled(page, PerformancePage.reports(CHECKOUT)))
                .as("make bench-docs writes it")
                .isEqualTo(page);
    }

    @Test
    void what_stood_between_the_markers_is_replaced_and_the_rest_stays() {
        var page =
                "a\n<!-- machine -->\nold\n<!-- /machine -->\nb\n<!-- figures -->\n\n<!-- /figures -->\nc\n<!-- plots -->\n\n<!-- /plots -->\n";

        var filled = PerformancePage.filled(page, List.of(REPORT));

        assertThat(filled)
                .startsWith("a\n<!-- machine -->\n\n2 CPUs (Some CPU), 24 GiB of memory, Linux 6.1, Some JDK 25.")
                .contains("|  | start | s | 2 |")
                .contains("<!-- /figures -->\nc\n<!-- plots -->")
                .as("no plot of what has no size")
                .doesNotContain("![")
                .doesNotContain("old");
        assertThat(PerformancePage.filled(filled, List.of(REPORT))).isEqualTo(filled);
    }

    @Test
    void a_page_without_a_place_for_the_figures_is_left_as_it_is() {
        assertThatThrownBy(() -> PerformancePage.filled("a page\n", List.of(REPORT)))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("<!-- machine -->");
    }
}
