package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {

    @Test
    void everything_is_measured_of_the_jvm_build_unless_told_otherwise() {
        var options = BenchOptions.parse(List.of());

        assertThat(options.figures()).containsExactly(Figure.values());
        assertThat(options.providers()).containsExactly(BenchOptions.Build.JVM);
        assertThat(options.allocate()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.read()).isEqualTo(Duration.ofMillis(50));
        assertThat(options.outage()).isEqualTo(Duration.ofMinutes(2));
        assertThat(options.levels()).containsExactly(10, 100, 1000);
        assertThat(options.growth()).containsExactly(2000, 5000);
        assertThat(options.crds()).isEqualTo(Path.of("target/kubernetes"));
        assertThat(options.compare()).isEmpty();
    }

    @Test
    void what_make_leaves_empty_is_as_if_it_were_not_given() {
        assertThat(BenchOptions.parse(
                        List.of("--figures=", "--native=", "--provider=", "--compare=", "--jvm-options=")))
                .isEqualTo(BenchOptions.parse(List.of()));
    }

    @Test
    void figures_and_sizes_are_chosen() {
        var options =
                BenchOptions.parse(List.of("--figures=p3,P1", "--bursts=2,6/3", "--levels=20,10", "--window=500ms"));

        assertThat(options.figures()).containsExactly(Figure.P1, Figure.P3);
        assertThat(options.bursts()).containsExactly(new BenchOptions.Size(2, 1), new BenchOptions.Size(6, 3));
        assertThat(options.levels())
                .as("in the order in which they are climbed")
                .containsExactly(10, 20);
        assertThat(options.window()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void both_builds_are_measured_one_after_the_other_and_another_provider_alone() {
        assertThat(BenchOptions.parse(List.of("--native=both")).providers())
                .containsExactly(BenchOptions.Build.JVM, BenchOptions.Build.NATIVE);
        assertThat(BenchOptions.parse(List.of("--native=1")).providers()).containsExactly(BenchOptions.Build.NATIVE);
        assertThat(BenchOptions.parse(List.of("--provider=/opt/capms --x=1")).providers())
                .containsExactly(BenchOptions.Build.OTHER);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --speed=9          | unknown option '--speed'; known are --figures=
        fast               | unknown option 'fast'
        --runs             | unknown option '--runs'
        --figures=P10      | unknown figure 'P10'; known are [P1, P2,
        --figures=P1,,P2   | unknown figure ''
        --native=maybe     | --native=maybe: say 0, 1 or both
        --runs=0           | --runs=0: a number from 1 to 100 is needed
        --runs=many        | --runs=many: a number
        --bursts=2/3       | each cluster needs a machine
        --bursts=2/x       | --bursts=x: a number
        --levels=10,-1     | --levels=-1: a number
        --window=60        | --window=60: a time as 50ms, 5s or 2m is needed
        --read=-50ms       | --read=-50ms: a time
        --port=70000       | --port=70000: a number from 0 to 65535
        """)
    void wrong_words_are_named_with_what_is_right(String word, String message) {
        assertThatThrownBy(() -> BenchOptions.parse(List.of(word)))
                .isInstanceOf(LabException.class)
                .hasMessageContaining(message);
    }
}
