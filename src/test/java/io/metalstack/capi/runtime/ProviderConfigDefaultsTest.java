package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spells each default out, so that changing one is seen. */
class ProviderConfigDefaultsTest {

    @Test
    void says_what_holds_when_nothing_is_set() {
        var config = read(Map.of());

        assertThat(config.namespace()).isEmpty();
        assertThat(config.watchFilter()).isEmpty();
        assertThat(config.leaderElection()).isTrue();
        assertThat(config.leaseNamespace()).isEqualTo("capms-system");
        assertThat(config.settleMargin()).isEqualTo(Duration.ofSeconds(140));
        assertThat(config.soon()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.slowly()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void refuses_a_duration_that_cannot_be_read_and_names_the_setting() {
        assertThatThrownBy(() -> read(Map.of("capms.soon", "quickly"))).hasMessageContaining("capms.soon");
    }

    private static ProviderConfig read(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ProviderConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(ProviderConfig.class);
    }
}
