package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetalSettingsTest {

    @Test
    void without_settings_the_defaults_hold() {
        var settings = settings(Map.of());

        assertThat(settings.url()).isEmpty();
        assertThat(settings.hmac()).isEmpty();
        assertThat(settings.hmacAuthType()).isEqualTo("Metal-Edit");
        assertThat(settings.credentialsDir()).isEmpty();
        assertThat(settings.caFile()).isEmpty();
        assertThat(settings.allocationsPerPartition()).isEqualTo(10);
        assertThat(settings.snapshotInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.pendingInterval()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void settings_come_from_the_environment_as_for_the_go_provider() {
        var settings = settings(Map.of(
                "METAL_API_URL", "https://api.example.org",
                "METAL_API_HMAC", "key",
                "METAL_API_HMAC_AUTH_TYPE", "Metal-Admin",
                "METAL_API_CREDENTIALS_DIR", "/etc/metal-api",
                "METAL_API_TEST_URL", "a neighbour that is none of these settings"));

        assertThat(settings.url()).contains("https://api.example.org");
        assertThat(settings.hmac()).contains("key");
        assertThat(settings.hmacAuthType()).isEqualTo("Metal-Admin");
        assertThat(settings.credentialsDir()).contains(Path.of("/etc/metal-api"));
    }

    private static MetalSettings settings(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withMapping(MetalSettings.class)
                .withSources(new EnvConfigSource(environment, 300))
                .build()
                .getConfigMapping(MetalSettings.class);
    }
}
