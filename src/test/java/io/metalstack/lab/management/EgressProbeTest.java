package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EgressProbeTest {

    @Test
    void counts_are_read_as_the_program_prints_them() {
        var line = "{\"sent\":31,\"lost\":2,\"longestLossSeconds\":0.2,\"seenAs\":{\"203.0.113.130\":29}}";

        assertThat(EgressProbe.Counts.parse(line))
                .isEqualTo(new EgressProbe.Counts(31, 2, 0.2, Map.of("203.0.113.130", 29)));
    }

    @Test
    void what_the_program_says_instead_is_repeated() {
        assertThatThrownBy(() -> EgressProbe.Counts.parse("nsenter: no such file"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("nsenter: no such file");
    }
}
