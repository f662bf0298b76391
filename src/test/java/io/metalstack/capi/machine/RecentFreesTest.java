package io.metalstack.capi.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many machines of a cluster may go. */
class RecentFreesTest {

    private static final Instant NOW = Given.NOW;
    private static final Duration WINDOW = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // machines | deleting | freed lately | share | held
                "10 | 1 | 0 | 0.3  | false",
                "10 | 3 | 0 | 0.3  | false",
                "10 | 4 | 0 | 0.3  | true",
                " 8 | 1 | 2 | 0.3  | false",
                " 7 | 1 | 3 | 0.3  | true",
                "10 | 10 | 0 | 1   | false",
                " 1 | 1 | 0 | 0.01 | false",
                " 2 | 1 | 0 | 0.01 | false",
                " 2 | 2 | 0 | 0.01 | true",
                " 0 | 0 | 0 | 0.3  | false",
            })
    void counts_those_that_are_to_go_and_those_that_went_lately(
            int machines, int deleting, int freed, double share, boolean held) {
        var recent = new RecentFrees(uids("freed", freed).stream().collect(Collectors.toMap(it -> it, it -> NOW)));

        assertThat(recent.tooMany(uids("m", machines), uids("m", deleting), "m-0", share))
                .isEqualTo(held);
    }

    @Test
    void counts_a_machine_whose_free_is_tried_again_once() {
        var recent = new RecentFrees(Map.of("m-0", NOW));

        assertThat(recent.tooMany(uids("m", 2), Set.of("m-0"), "m-0", 0.5)).isFalse();
        assertThat(recent.with("m-0", NOW.plusSeconds(60))).isEqualTo(recent.with("m-0", NOW));
    }

    @Test
    void remembers_for_the_length_of_the_window_what_it_wrote() {
        var written = new RecentFrees(Map.of("m-0", NOW)).with("m-1", NOW.plusSeconds(60));

        assertThat(read(written, NOW.plus(WINDOW)).timeByUid())
                .isEqualTo(Map.of("m-0", NOW, "m-1", NOW.plusSeconds(60)));
        assertThat(read(written, NOW.plus(WINDOW).plusSeconds(1)).timeByUid())
                .isEqualTo(Map.of("m-1", NOW.plusSeconds(60)));
        assertThat(RecentFrees.of(cluster(Map.of()), NOW, WINDOW).timeByUid()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "null", "{\"m-0\":null}", "{\"m-0\":\"yesterday\"}", "[1]", "{\"m-0\":{}}"})
    void does_not_take_a_record_that_cannot_be_read_for_none(String annotation) {
        assertThatThrownBy(() -> read(annotation, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recent-frees");
    }

    @Test
    void believes_a_confirmation_of_at_most_a_day() {
        assertThat(Annotations.until(cluster(Map.of()), Annotations.DELETIONS_CONFIRMED_UNTIL, NOW))
                .isEmpty();
        assertThat(confirmed(NOW.plusSeconds(60).toString())).isEqualTo(NOW.plusSeconds(60));
        assertThatThrownBy(() -> confirmed(NOW.plus(Duration.ofHours(25)).toString()))
                .hasMessageContaining("too far");
        assertThatThrownBy(() -> confirmed("yes")).hasMessageContaining("must be a time");
    }

    private static Instant confirmed(String until) {
        return Annotations.until(
                        cluster(Map.of(Annotations.DELETIONS_CONFIRMED_UNTIL, until)),
                        Annotations.DELETIONS_CONFIRMED_UNTIL,
                        NOW)
                .orElseThrow();
    }

    private static RecentFrees read(String annotation, Instant now) {
        return RecentFrees.of(cluster(Map.of(Annotations.RECENT_FREES, annotation)), now, WINDOW);
    }

    private static MetalStackCluster cluster(Map<String, String> annotations) {
        var cluster = Given.infrastructure();
        cluster.getMetadata().setAnnotations(new HashMap<>(annotations));
        return cluster;
    }

    private static Set<String> uids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(it -> prefix + "-" + it).collect(Collectors.toSet());
    }
}
