package io.metalstack.capi.house;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.lab.simulator.Ledger;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects as nobody would write them, as far as the API server takes them, from their creation to their end. */
@QuarkusTest
class OddLivesTest {

    private static final int OF_EACH_KIND = 30;

    /** What a person has to repair, by the reason that says so. */
    private static final Map<String, String> REPAIRS = Map.of(
            "UnreadableRecord", "{\"metadata\":{\"annotations\":{\"" + Annotations.ALLOCATION_INTENT + "\":null}}}",
            "AllocationInDoubt", "{\"metadata\":{\"annotations\":{\"" + Annotations.ALLOCATION_INTENT + "\":null}}}",
            "MachineNotSeen", "{\"metadata\":{\"annotations\":{\"" + Annotations.FORCE_RELEASE + "\":\"%s\"}}}",
            "CredentialsUnusable", "{\"metadata\":{\"annotations\":{\"" + Annotations.FORCE_RELEASE + "\":\"%s\"}}}",
            "ProjectNotFound", "{\"metadata\":{\"annotations\":{\"" + Annotations.FORCE_RELEASE + "\":\"%s\"}}}");

    @Inject
    Bench bench;

    private final Oddities odd = Oddities.bySeed();
    private final List<HasMetadata> accepted = new ArrayList<>();
    private Stage stage;
    private Stage victim;

    @BeforeEach
    void open() {
        victim = bench.open();
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
        victim.close();
    }

    @Test
    void come_to_a_condition_touch_nobody_and_end_with_nothing_left() {
        victim.provisionedCluster();
        victim.worker("w-1");
        eventually()
                .until(() -> Annotations.of(victim.metalStackMachine("w-1"), Annotations.ALLOCATION_UUID)
                        .isPresent());
        var theirs = changesOfOthers();
        stage.provisionedCluster();
        for (var number = 1; number <= OF_EACH_KIND; number++) {
            cluster("odd-" + number);
            machine("odd-" + number);
        }
        assertThat(accepted).as("accepted by the API server, %s", odd).hasSizeGreaterThan(OF_EACH_KIND / 2);

        eventually().untilAsserted(() -> assertThat(untold()).as("%s", odd).isEmpty());

        accepted.forEach(stage::delete);
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofMinutes(1));
            assertThat(left()).as("%s", odd).isEmpty();
        });
        stage.delete(stage.metalStackCluster());
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofMinutes(1));
            assertThat(bench.metal().holdings().leftIn(stage.project()))
                    .as("%s", odd)
                    .isEmpty();
        });
        assertThat(changesOfOthers()).as("%s", odd).isEqualTo(theirs);
    }

    private void cluster(String name) {
        var cluster = new MetalStackCluster();
        cluster.setMetadata(metadata(name, name));
        cluster.setSpec(odd.clusterSpec(stage.project(), Stage.PARTITION));
        create(cluster).ifPresent(it -> stage.own(it, stage.applyCoreCluster(name, false), false));
    }

    private void machine(String name) {
        var machine = new MetalStackMachine();
        machine.setMetadata(metadata(name, Stage.CLUSTER));
        machine.setSpec(
                odd.machineSpec(victim.metalStackMachine("w-1").getSpec().providerID()));
        create(machine).ifPresent(it -> {
            stage.bootstrapSecret(name, Map.of("value", "#cloud-config\n"));
            stage.own(it, stage.applyCoreMachine(name, false, true), true);
        });
    }

    private ObjectMeta metadata(String name, String cluster) {
        var record = victim.metalStackMachine("w-1").getMetadata().getAnnotations();
        return new ObjectMetaBuilder()
                .withNamespace(stage.namespace())
                .withName(name)
                .withLabels(Map.of("cluster.x-k8s.io/cluster-name", cluster))
                .withAnnotations(odd.annotations(
                        record.get(Annotations.CLAIM),
                        record.get(Annotations.ALLOCATION_UUID),
                        Annotations.of(victim.metalStackCluster(), Annotations.CLUSTER_UID)
                                .orElseThrow(),
                        victim.project()))
                .build();
    }

    /** Empty when the API server refuses it. */
    private Optional<HasMetadata> create(HasMetadata object) {
        try {
            var created = bench.admin().resource(object).create();
            accepted.add(created);
            return Optional.of(created);
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).as("%s: %s", odd, e.getMessage()).isIn(400, 422);
            return Optional.empty();
        }
    }

    /** What shows no condition yet, or that something happened which nobody foresaw. */
    private List<String> untold() {
        return accepted.stream()
                .filter(it -> condition(it, "Ready")
                        .filter(ready -> !ready.getReason().equals("InternalError"))
                        .isEmpty())
                .map(it -> it.getKind() + " " + it.getMetadata().getName() + " "
                        + it.getMetadata().getAnnotations() + ": " + condition(it, "Ready"))
                .toList();
    }

    private Optional<Condition> condition(HasMetadata object, String type) {
        return switch (object) {
            case MetalStackMachine machine ->
                stage.condition(stage.metalStackMachine(machine.getMetadata().getName()), type);
            default ->
                stage.condition(
                        (MetalStackCluster) bench.admin().resource(object).get(), type);
        };
    }

    /** What is still there of the odd ones, with the reason; a person does what the reason asks for. */
    private List<String> left() {
        return accepted.stream()
                .filter(it -> bench.admin().resource(it).get() != null)
                .map(it -> {
                    var deleting = condition(it, "Deleting");
                    deleting.map(Condition::getReason)
                            .map(REPAIRS::get)
                            .ifPresent(repair -> stage.patch(
                                    it, repair.formatted(it.getMetadata().getName())));
                    return it.getKind() + " " + it.getMetadata().getName() + ": " + deleting;
                })
                .toList();
    }

    /** What happened in the victim's project, and what of ours happened in any other. */
    private List<Ledger.Change> changesOfOthers() {
        return bench.metal().ledger().changes().stream()
                .filter(it -> it.project().equals(victim.project())
                        || !it.project().equals(stage.project())
                                && it.tags().stream().anyMatch(tag -> tag.contains(stage.namespace() + ".")))
                .toList();
    }
}
