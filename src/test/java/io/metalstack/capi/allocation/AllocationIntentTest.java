package io.metalstack.capi.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationIntentTest {

    private static final AllocationIntent INTENT = new AllocationIntent(
            "machine", "claim-1", "2026-01-02T03:04:05Z", 2, "project-1", "partition-1", "uid-1", "key");

    @Test
    void comes_back_from_the_annotation_as_it_was_written() {
        assertThat(AllocationIntent.parse(INTENT.asAnnotation())).isEqualTo(INTENT);
    }

    @Test
    void is_not_written_when_it_could_not_be_read_back() {
        var nameless =
                new AllocationIntent("machine", "", "2026-01-02T03:04:05Z", 1, "project-1", "partition-1", "u", null);

        assertThatThrownBy(nameless::asAnnotation)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allocation-intent cannot be read");
    }

    @Test
    void is_settled_when_signature_lock_and_margin_are_over() {
        assertThat(INTENT.settledAt(Duration.ofSeconds(30), Duration.ofSeconds(140)))
                .isEqualTo(Instant.parse("2026-01-02T03:07:05Z"));
    }

    @Test
    void reads_what_a_newer_release_wrote_in_addition() {
        var newer = INTENT.asAnnotation().replace("{", "{\"region\":\"eu\",");

        assertThat(AllocationIntent.parse(newer)).isEqualTo(INTENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "nonsense",
                "{\"what\":\"ip\",\"claim\":\"c\",\"project\":\"p\",\"time\":\"yesterday\"}",
                "{\"what\":\"ip\",\"claim\":\"\",\"project\":\"p\",\"time\":\"2026-01-02T03:04:05Z\"}",
                "{\"what\":\"ip\",\"claim\":\"c\",\"project\":\"p\",\"time\":\"+10000-01-01T00:00:00Z\"}",
                "{\"what\":\"ip\",\"claim\":\"c\",\"project\":\"p\",\"time\":\"+1000000000-12-31T23:59:59Z\"}",
                "{\"what\":\"ip\",\"claim\":\"c\",\"project\":\"p\",\"time\":\"-1000000000-01-01T00:00:00Z\"}",
                "{\"claim\":\"c\",\"project\":\"p\",\"time\":\"2026-01-02T03:04:05Z\"}"
            })
    void is_never_taken_for_none_when_it_cannot_be_read(String annotation) {
        assertThatThrownBy(() -> AllocationIntent.parse(annotation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allocation-intent cannot be read");
    }
}
