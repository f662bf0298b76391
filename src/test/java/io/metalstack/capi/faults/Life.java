package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Stage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** A cluster from nothing to nothing, phase by phase; the test plays Cluster API's core. */
final class Life {

    private static final String CONTROL_PLANE = "cp-1";
    private static final Duration LATEST_STRIKE = Duration.ofMinutes(15);

    private final World world;
    private final Stage stage;
    private final Deque<String> workers = new ArrayDeque<>();
    private final List<String> made = new ArrayList<>();

    Life(World world) {
        this.world = world;
        this.stage = world.stage();
    }

    /** Lives one phase until all is as it should be again, and everything that was to strike has. */
    void live(Phase phase, List<? extends Strike> strikes) {
        var leaving = leaving(phase);
        var armed = world.arm(strikes);
        act(phase);
        world.until(phase.words + " is done", () -> workersToGo(phase, leaving) && settled(phase));
        // What strikes only later, such as the next look that is due, may still do so; nothing is waited for forever.
        var deadline = world.clock().instant().plus(LATEST_STRIKE);
        world.until(
                phase.words + " was struck",
                () -> settled(phase)
                        && (world.clock().instant().isAfter(deadline)
                                || armed.stream().allMatch(Strike.Armed::struck)));
        assertThat(strikes.stream()
                        .filter(it -> !armed.get(strikes.indexOf(it)).struck())
                        .map(Strike::words))
                .as("strikes that did not strike")
                .isEmpty();
        if (phase == Phase.CREATE_CLUSTER) {
            stage.infrastructureProvisioned();
        }
        world.arm(List.of());
    }

    /** How many machines were wanted in this life. */
    int machinesMade() {
        return made.size();
    }

    private List<String> leaving(Phase phase) {
        return switch (phase) {
            case SHRINK, ROLL -> List.of(workers.removeFirst());
            default -> List.of();
        };
    }

    private void act(Phase phase) {
        switch (phase) {
            case CREATE_CLUSTER -> stage.cluster();
            case CREATE_CONTROL_PLANE -> {
                made.add(CONTROL_PLANE);
                stage.controlPlane(CONTROL_PLANE);
            }
            case CREATE_WORKER, GROW, ROLL -> {
                var name = "w-" + (made.size() + 1);
                made.add(name);
                workers.add(name);
                stage.worker(name);
            }
            case SHRINK -> {}
            case DELETE_MACHINES -> machines().forEach(stage::delete);
            case DELETE_CLUSTER -> stage.delete(stage.metalStackCluster());
        }
    }

    /** Deletes who leaves once the others are there; a roll adds before it takes away. */
    private boolean workersToGo(Phase phase, List<String> leaving) {
        if (leaving.isEmpty()) {
            return true;
        }
        var machine = stage.metalStackMachine(leaving.getFirst());
        if (machine == null) {
            return true;
        }
        if (machine.getMetadata().getDeletionTimestamp() == null && (phase == Phase.SHRINK || settled(phase))) {
            stage.delete(machine);
        }
        return false;
    }

    private boolean settled(Phase phase) {
        world.metal().control().phoneHomeAll(stage.project());
        return switch (phase) {
            case DELETE_MACHINES -> machines().isEmpty() && complete(stage.metalStackCluster());
            case DELETE_CLUSTER -> stage.metalStackCluster() == null;
            default ->
                complete(stage.metalStackCluster()) && machines().stream().allMatch(Life::complete);
        };
    }

    private List<MetalStackMachine> machines() {
        return world.admin()
                .resources(MetalStackMachine.class)
                .inNamespace(stage.namespace())
                .list()
                .getItems();
    }

    private static boolean complete(MetalStackCluster cluster) {
        return cluster != null
                && cluster.getMetadata().getFinalizers().contains(MetalStackCluster.FINALIZER)
                && Annotations.of(cluster, Annotations.CLUSTER_UID).isPresent()
                && !Annotations.present(cluster, Annotations.ALLOCATION_INTENT)
                && cluster.getSpec().nodeNetworkID() != null
                && cluster.getSpec().controlPlaneEndpoint() != null
                && cluster.getStatus() != null
                && cluster.getStatus().provisioned();
    }

    private static boolean complete(MetalStackMachine machine) {
        return machine.getMetadata().getFinalizers().contains(MetalStackMachine.FINALIZER)
                && Annotations.of(machine, Annotations.CLAIM).isPresent()
                && Annotations.of(machine, Annotations.ALLOCATION_UUID).isPresent()
                && !Annotations.present(machine, Annotations.BLOCK_MOVE)
                && machine.getSpec().providerID() != null
                && machine.getStatus() != null
                && machine.getStatus().provisioned();
    }

    /** The phases of a life in which these are struck. A cluster grows before it shrinks. */
    static List<Phase> phases(Set<Phase> struck) {
        return List.of(Phase.values()).stream()
                .filter(it -> it.always || struck.contains(it) || it == Phase.GROW && struck.contains(Phase.SHRINK))
                .toList();
    }
}
