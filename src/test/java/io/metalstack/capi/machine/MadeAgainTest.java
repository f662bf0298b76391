package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Objects that are deleted and made again at once under their name, as kubectl replace --force and a roll back do. */
@QuarkusTest
class MadeAgainTest extends MachineFlow {

    private static final int TIMES = 25;

    @Test
    void an_object_that_takes_the_place_of_another_during_a_pass_is_looked_after() {
        stage.provisionedCluster();
        bench.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).run(() -> {
            stage.patch(machine("w-1"), "{\"metadata\":{\"finalizers\":null}}");
            replace("w-1");
        });
        var first = stage.worker("w-1");

        eventually()
                .untilAsserted(() -> assertThat(machine("w-1"))
                        .isNotNull()
                        .extracting(it -> it.getMetadata().getUid())
                        .isNotEqualTo(first.getMetadata().getUid()));
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(1));
            assertThat(machine("w-1").getMetadata().getFinalizers()).contains(MetalStackMachine.FINALIZER);
            assertThat(machine("w-1").getStatus()).isNotNull();
        });
    }

    /** Which of two events comes first is a race: run often enough, it ends in both ways. */
    @Test
    void an_object_that_is_made_again_at_once_is_looked_after() {
        stage.cluster();
        stage.worker("w-1");
        for (var i = 0; i < TIMES; i++) {
            eventually().untilAsserted(() -> {
                bench.letTimePass(Duration.ofSeconds(1));
                assertThat(machine("w-1").getMetadata().getFinalizers()).contains(MetalStackMachine.FINALIZER);
                assertThat(machine("w-1").getStatus()).isNotNull();
            });
            replace("w-1");
        }
    }

    private void replace(String name) {
        var old = machine(name);
        stage.delete(old);
        while (machine(name) != null) {
            Thread.onSpinWait(); // at once is what it is about
        }
        var again = new MetalStackMachine();
        again.setMetadata(new ObjectMetaBuilder()
                .withNamespace(old.getMetadata().getNamespace())
                .withName(name)
                .withLabels(old.getMetadata().getLabels())
                .withOwnerReferences(old.getMetadata().getOwnerReferences())
                .build());
        again.setSpec(old.getSpec());
        bench.admin().resource(again).create();
    }
}
