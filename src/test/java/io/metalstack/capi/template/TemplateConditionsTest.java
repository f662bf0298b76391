package io.metalstack.capi.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplateSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplateStatus;
import io.metalstack.capi.metal.MetalSize;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateConditionsTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final long GI = 1L << 30;

    @ParameterizedTest
    @CsvSource({
        "4, 8589934592,  200000000000, 4, 8Gi, 200000000000",
        "1, 1073741824,  1024,         1, 1Gi, 1024",
        "8, 1099511627776, 536870912,  8, 1Ti, 512Mi",
        "2, 1536,        1025,         2, 1536, 1025"
    })
    void capacity_is_told_in_quantities(
            long cores, long memory, long storage, String cpu, String memoryTold, String storageTold) {
        var status = told(new MetalSize("s", cores, memory, storage, Map.of()));

        assertThat(status.capacity())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("cpu", cpu, "memory", memoryTold, "ephemeral-storage", storageTold));
        assertThat(ready(Optional.of(new MetalSize("s", cores, memory, storage, Map.of())))
                        .getStatus())
                .isEqualTo("True");
    }

    @Test
    void what_a_size_does_not_say_is_not_told() {
        assertThat(told(new MetalSize("s", 4, 8 * GI, 0, Map.of())).capacity()).containsOnlyKeys("cpu", "memory");
        var condition = ready(Optional.of(new MetalSize("s", 0, 8 * GI, 0, Map.of())));
        assertThat(condition.getStatus()).isEqualTo("False");
        assertThat(condition.getMessage()).contains("size s", "how many cores");
    }

    @Test
    void hardware_is_amd64_unless_its_size_says_otherwise() {
        assertThat(told(new MetalSize("s", 4, GI, GI, Map.of())).nodeInfo().architecture())
                .isEqualTo("amd64");
        assertThat(told(new MetalSize("s", 4, GI, GI, Map.of("kubernetes.io/arch", "arm64")))
                        .nodeInfo()
                        .architecture())
                .isEqualTo("arm64");
        assertThat(told(new MetalSize("s", 4, GI, GI, Map.of())).nodeInfo().operatingSystem())
                .isEqualTo("linux");
    }

    @Test
    void an_unknown_size_takes_the_capacity_away_and_says_what_to_do() {
        var template = template();
        template.setStatus(TemplateConditions.of(template, Optional.of(new MetalSize("s", 4, GI, GI, Map.of())), NOW));

        var status = TemplateConditions.of(template, Optional.empty(), NOW);

        assertThat(status.capacity()).isNull();
        assertThat(status.nodeInfo()).isNull();
        assertThat(status.conditions())
                .filteredOn(it -> it.getType().equals("Ready"))
                .singleElement()
                .satisfies(it -> assertThat(it.getMessage())
                        .startsWith("metal-stack has no size s:")
                        .contains("make one with a size that is there"));
    }

    @Test
    void a_pause_keeps_what_was_told() {
        var template = template();
        template.setStatus(TemplateConditions.of(template, Optional.of(new MetalSize("s", 4, GI, GI, Map.of())), NOW));

        var status = TemplateConditions.paused(template, "why", NOW);

        assertThat(status.capacity()).containsEntry("cpu", "4");
        assertThat(status.conditions())
                .extracting(it -> it.getType() + it.getStatus())
                .containsExactly("PausedTrue", "ReadyTrue");
    }

    private static Condition ready(Optional<MetalSize> size) {
        return TemplateConditions.of(template(), size, NOW).conditions().stream()
                .filter(it -> it.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }

    private static MetalStackMachineTemplateStatus told(MetalSize size) {
        return TemplateConditions.of(template(), Optional.of(size), NOW);
    }

    private static MetalStackMachineTemplate template() {
        var template = new MetalStackMachineTemplate();
        template.setMetadata(
                new ObjectMetaBuilder().withName("t").withGeneration(1L).build());
        template.setSpec(
                Serialization.unmarshal("template: {spec: {size: s, image: i}}", MetalStackMachineTemplateSpec.class));
        return template;
    }
}
