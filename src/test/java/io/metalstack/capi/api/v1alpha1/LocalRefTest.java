package io.metalstack.capi.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRefTest {

    @ParameterizedTest
    @ValueSource(strings = {"demo", "demo-1", "1", "a.b-c.d", "team.example.org"})
    void takes_what_kubernetes_takes_for_a_name(String name) {
        assertThat(LocalRef.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ".", "..", "a/b", "../../b", "a b", "A", "-a", "a-", "a..b", "a\n", "ü", "a?b", "a%2fb"
            })
    void takes_nothing_else(String name) {
        assertThat(LocalRef.isName(name)).isFalse();
    }

    @Test
    void takes_no_name_that_is_too_long() {
        assertThat(LocalRef.isName("a".repeat(253))).isTrue();
        assertThat(LocalRef.isName("a".repeat(254))).isFalse();
    }
}
