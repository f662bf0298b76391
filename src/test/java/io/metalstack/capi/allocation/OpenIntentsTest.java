package io.metalstack.capi.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class OpenIntentsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OpenIntents intents = new OpenIntents(meters);
    private final MetalStackMachine machine = machine("uid-1");

    @Test
    void counts_each_object_until_its_call_is_answered() {
        intents.saw(machine, true);
        intents.saw(machine, true);
        intents.saw(machine("uid-2"), true);
        assertThat(count("MetalStackMachine")).isEqualTo(2);
        assertThat(count("MetalStackCluster")).isZero();

        intents.saw(machine, false);
        assertThat(count("MetalStackMachine")).isEqualTo(1);
    }

    @Test
    void does_not_count_an_object_that_is_gone() {
        intents.saw(machine, true);

        intents.forget(machine);

        assertThat(count("MetalStackMachine")).isZero();
    }

    private double count(String kind) {
        return meters.get("capms.in-doubt").tag("kind", kind).gauge().value();
    }

    private static MetalStackMachine machine(String uid) {
        var machine = new MetalStackMachine();
        machine.setMetadata(new ObjectMetaBuilder().withUid(uid).build());
        return machine;
    }
}
