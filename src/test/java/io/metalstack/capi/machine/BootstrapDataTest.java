package io.metalstack.capi.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapDataTest {

    @Test
    void passes_the_bytes_on_as_they_are() {
        var bytes = new byte[] {0, 1, (byte) 0xff, '\n'};
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("boot")
                .endMetadata()
                .addToData("value", Base64.getEncoder().encodeToString(bytes))
                .build();

        assertThat(BootstrapData.of(Optional.of(secret), "boot"))
                .isInstanceOfSatisfying(
                        BootstrapData.Available.class,
                        it -> assertThat(it.userData()).isEqualTo(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloud-config", "ignition"})
    void knows_the_formats_of_the_contract(String format) {
        assertThat(of(Map.of("value", "data", "format", format))).isInstanceOf(BootstrapData.Available.class);
    }

    @Test
    void no_format_is_fine() {
        assertThat(of(Map.of("value", "data"))).isInstanceOf(BootstrapData.Available.class);
    }

    @Test
    void another_format_is_refused_without_repeating_it() {
        assertThat(of(Map.of("value", "cloud-config", "format", "#cloud-config with a join-token")))
                .isEqualTo(new BootstrapData.Unusable(
                        "key \"format\" of Secret boot holds no supported format: use cloud-config or ignition"));
    }

    @Test
    void a_secret_that_is_not_there_is_waited_for() {
        assertThat(BootstrapData.of(Optional.empty(), "boot"))
                .isEqualTo(new BootstrapData.Missing("waiting for Secret boot with the bootstrap data"));
    }

    @Test
    void a_secret_without_the_key_is_refused() {
        assertThat(of(Map.of("data", "x")))
                .isInstanceOfSatisfying(
                        BootstrapData.Unusable.class,
                        it -> assertThat(it.message()).startsWith("Secret boot has no key \"value\""));
    }

    @Test
    void a_secret_without_any_data_is_refused() {
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withName("boot")
                .endMetadata()
                .build();

        assertThat(BootstrapData.of(Optional.of(secret), "boot")).isInstanceOf(BootstrapData.Unusable.class);
    }

    @Test
    void an_empty_value_is_refused() {
        assertThat(of(Map.of("value", "")))
                .isInstanceOfSatisfying(
                        BootstrapData.Unusable.class,
                        it -> assertThat(it.message()).contains("is empty"));
    }

    @Test
    void never_shows_what_it_holds() {
        assertThat(of(Map.of("value", "join-token"))).asString().doesNotContain("join-token");
        assertThat(Given.seen(
                        Given.fresh(),
                        Given.around(),
                        new BootstrapData.Available("join-token".getBytes(StandardCharsets.UTF_8)),
                        Given.absent()))
                .asString()
                .doesNotContain("join-token");
    }

    private static BootstrapData of(Map<String, String> data) {
        var encoded = new HashMap<String, String>();
        data.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName("boot")
                .endMetadata()
                .withData(encoded)
                .build();
        return BootstrapData.of(Optional.of(secret), "boot");
    }
}
