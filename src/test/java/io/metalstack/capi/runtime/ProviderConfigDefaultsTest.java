package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spells each default out, so that changing one is seen. */
class ProviderConfigDefaultsTest {

    @Test
    void says_what_holds_when_nothing_is_set() {
        var config = read(Map.of());

        assertThat(config.namespace()).isEmpty();
        assertThat(config.watchFilter()).isEmpty();
        assertThat(config.metricsBindAddress()).isEqualTo("0");
        assertThat(config.metricsSecure()).isTrue();
        assertThat(config.metricsCertDir()).isEmpty();
        assertThat(config.leaderElection()).isTrue();
        assertThat(config.leaseNamespace()).isEqualTo("capms-system");
        assertThat(config.settleMargin()).isEqualTo(Duration.ofSeconds(140));
        assertThat(config.soon()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.slowly()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.plan()).isFalse();
        assertThat(config.deletionBrakeShare()).isEmpty();
        assertThat(config.deletionBrakeWindow()).isEqualTo(Duration.ofHours(1));
        assertThat(config.firewallDeadline()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void refuses_a_duration_that_cannot_be_read_and_names_the_setting() {
        assertThatThrownBy(() -> read(Map.of("capms.soon", "quickly"))).hasMessageContaining("capms.soon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0.1", "1.01", "30"})
    void refuses_a_brake_that_would_never_or_always_hold_and_names_the_setting(String share) {
        var config = read(Map.of("capms.deletion-brake-share", share));

        assertThatThrownBy(() -> Startup.check(config)).hasMessageContaining("capms.deletion-brake-share");
    }

    @Test
    void takes_a_share_and_a_window_for_the_brake() {
        var config = read(Map.of("capms.deletion-brake-share", "0.3", "capms.deletion-brake-window", "PT30M"));

        Startup.check(config);

        assertThat(config.deletionBrakeShare()).hasValue(0.3);
        assertThatThrownBy(() -> Startup.check(read(Map.of("capms.deletion-brake-window", "PT0S"))))
                .hasMessageContaining("capms.deletion-brake-window");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "-PT1M", "PT25H"})
    void refuses_a_deadline_that_no_firewall_could_keep_and_names_the_setting(String deadline) {
        var config = read(Map.of("capms.firewall-deadline", deadline));

        assertThatThrownBy(() -> Startup.check(config)).hasMessageContaining("capms.firewall-deadline");
    }

    private static ProviderConfig read(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(ProviderConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(ProviderConfig.class);
    }
}
