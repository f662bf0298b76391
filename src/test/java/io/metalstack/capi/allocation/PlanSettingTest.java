package io.metalstack.capi.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.EventRecorder;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which objects are only looked at. */
class PlanSettingTest {

    @Test
    void an_object_is_only_looked_at_when_the_setting_or_its_annotation_says_so() {
        assertThat(isOn("false", Map.of())).isFalse();
        assertThat(isOn("false", Map.of(Annotations.PLAN, ""))).isTrue();
        assertThat(isOn("false", Map.of(Annotations.PLAN, "false")))
                .as("any value")
                .isTrue();
        assertThat(isOn("true", Map.of())).isTrue();
    }

    private static boolean isOn(String setting, Map<String, String> annotations) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(ProviderConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("capms.plan", setting), "test", 100))
                .build()
                .getConfigMapping(ProviderConfig.class);
        var machine = new MetalStackMachine();
        machine.setMetadata(new ObjectMetaBuilder()
                .withName("w-1")
                .withAnnotations(annotations)
                .build());
        try (var client = new KubernetesClientBuilder().build()) {
            return new PlanMode(
                            config,
                            new ObjectWriter(client),
                            new EventRecorder(client, Clock.systemUTC()),
                            Clock.systemUTC())
                    .isOn(machine);
        }
    }
}
