package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all tests with a machine on the bench do. After each, nothing was allocated twice for one object. */
abstract class MachineFlow {

    /** Longer than the look at a project takes to come round, and than a slow recheck. */
    static final Duration A_WHILE = Duration.ofMinutes(2);

    @Inject
    Bench bench;

    Stage stage;

    /** For a test that itself makes two machines look like one object's. */
    boolean doublesOnPurpose;

    @BeforeEach
    void open() {
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
        var claims = bench.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM);
        claims.values()
                .removeIf(it -> doublesOnPurpose || !it.getFirst().project().equals(stage.project()));
        assertThat(claims).as("allocated twice for one object").isEmpty();
    }

    /** A worker that is allocated and recorded. */
    HeldMachine allocated(String name) {
        stage.provisionedCluster();
        stage.worker(name);
        return recorded(name);
    }

    /** Workers that are allocated and recorded, {@code w-0} and so on. */
    List<String> workers(int count) {
        stage.provisionedCluster();
        var names = IntStream.range(0, count).mapToObj(it -> "w-" + it).toList();
        names.forEach(stage::worker);
        names.forEach(this::recorded);
        return names;
    }

    /** The machine that is recorded for an object, once one is. */
    HeldMachine recorded(String name) {
        return stage.recorded(name);
    }

    /** A worker that has phoned home and is ready. */
    HeldMachine ready(String name) {
        var held = allocated(name);
        bench.metal().control().phoneHome(held.id());
        bench.letTimePass(A_WHILE);
        shows(name, "Ready", Reasons.READY);
        return held;
    }

    MetalStackMachine machine(String name) {
        return stage.metalStackMachine(name);
    }

    List<String> heldIds() {
        return holdings().stream().map(HeldMachine::id).toList();
    }

    List<HeldMachine> holdings() {
        return bench.metal().holdings().machinesOf(stage.project());
    }

    Condition condition(String name, String type) {
        var condition = stage.condition(machine(name), type);
        assertThat(condition).isPresent();
        return condition.orElseThrow();
    }

    /** Waits until a condition has this reason and all of these words. */
    void shows(String name, String type, String reason, String... words) {
        eventually().untilAsserted(() -> {
            assertThat(condition(name, type).getReason()).isEqualTo(reason);
            for (var word : words) {
                assertThat(condition(name, type).getMessage()).contains(word);
            }
        });
    }

    /** Lets time pass until metal-api was looked at again. */
    void aLookLater() {
        var before = bench.metal().ledger().count(Route.FIND_MACHINES);
        bench.letTimePass(A_WHILE);
        eventually()
                .untilAsserted(() -> assertThat(bench.metal().ledger().count(Route.FIND_MACHINES))
                        .isGreaterThan(before));
    }

    void goes(String name) {
        eventually().untilAsserted(() -> assertThat(machine(name)).isNull());
    }

    /** So that all are seen at once. */
    void pauseAndDelete(List<String> names) {
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        for (var name : names) {
            eventually()
                    .untilAsserted(() ->
                            assertThat(condition(name, "Paused").getStatus()).isEqualTo("True"));
            stage.delete(machine(name));
        }
    }

    void unpause() {
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
    }
}
