package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void takes_the_flags_that_cluster_api_asks_for_in_both_spellings() {
        assertThat(CommandLine.parse("--namespace=a", "--watch-filter", "blue", "--leader-elect")
                        .settings())
                .isEqualTo(
                        Map.of("capms.namespace", "a", "capms.watch-filter", "blue", "capms.leader-election", "true"));
    }

    @Test
    void takes_an_empty_namespace_for_all() {
        assertThat(CommandLine.parse("--namespace=").settings()).isEqualTo(Map.of("capms.namespace", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --nonsense=1         | unknown flag --nonsense: known are --namespace, --watch-filter, --leader-elect, --metrics-bind-address and --metrics-secure
            namespace            | unknown flag namespace: known are
            --namespace          | flag --namespace needs a value: --namespace=<value>
            --leader-elect=maybe | flag --leader-elect takes true or false, not maybe
            --metrics-secure=no  | flag --metrics-secure takes true or false, not no
            --metrics-bind-address | flag --metrics-bind-address needs a value
            """)
    void says_in_one_line_what_is_wrong_with_a_flag(String flag, String sentence) {
        assertThatThrownBy(() -> CommandLine.parse(flag))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(sentence)
                .hasMessageNotContaining("\n");
    }
}
