package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That the manager has the metrics which it asks for is in {@code ManagerLifeTest}. */
class DashboardTest {

    private static final int COLUMNS = 24;

    @Test
    void each_panel_says_what_it_shows_and_asks_the_chosen_prometheus() {
        assertThat(Dashboard.panels()).hasSizeGreaterThan(20).allSatisfy(it -> {
            assertThat(it.path("title").asText()).isNotEmpty();
            assertThat(it.path("description").asText()).isNotEmpty();
            assertThat(it.path("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.path("expr").asText()).isNotEmpty();
                assertThat(target.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            });
        });
        assertThat(Dashboard.variables())
                .extracting(it -> it.path("name").asText())
                .containsExactly("datasource", "namespace");
    }

    @Test
    void no_two_panels_have_the_same_id_or_lie_over_each_other() {
        assertThat(Dashboard.all()).extracting(it -> it.path("id").asInt()).doesNotHaveDuplicates();

        var taken = new HashSet<Integer>();
        assertThat(Dashboard.all())
                .allSatisfy(it -> assertThat(cells(it.path("gridPos")))
                        .as(it.path("title").asText())
                        .allMatch(taken::add));
    }

    private static IntStream cells(JsonNode place) {
        var left = place.path("x").asInt();
        var right = left + place.path("w").asInt();
        assertThat(right).isLessThanOrEqualTo(COLUMNS);
        var top = place.path("y").asInt();
        return IntStream.range(top, top + place.path("h").asInt())
                .flatMap(y -> IntStream.range(left, right).map(x -> y * COLUMNS + x));
    }

    @Test
    void shows_the_managers_of_the_chosen_namespace_alone() {
        assertThat(Dashboard.queries())
                .filteredOn(it -> !it.contains(StateMetrics.PREFIX) && !it.startsWith("label_values"))
                .hasSizeGreaterThan(20)
                .allSatisfy(it -> assertThat(it.split("namespace=\"\\$namespace\"", -1))
                        .hasSizeGreaterThan(Queries.metrics(it).size()));
    }
}
