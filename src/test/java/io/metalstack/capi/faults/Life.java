package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
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
    private static final String OTHER_RULES =
            "{\"spec\":{\"initialRuleSet\":{\"egress\":[{\"protocol\":\"TCP\",\"ports\":[443],\"to\":[\"0.0.0.0/0\"]}]}}}";
    private static final Duration LATEST_STRIKE = Duration.ofMinutes(15);

    private final World world;
    private final Stage stage;
    private final List<Phase> phases;
    private final Deque<String> workers = new ArrayDeque<>();
    private final List<String> made = new ArrayList<>();
    private String replaced = "";

    Life(World world, List<Phase> phases) {
        this.world = world;
        this.phases = phases;
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
        if (phase == (withFirewall() ? Phase.CREATE_FIREWALL : Phase.CREATE_CLUSTER)) {
            stage.infrastructureProvisioned();
        }
        world.arm(List.of());
    }

    /** How many machines were wanted in this life. */
    int machinesMade() {
        return made.size();
    }

    /** How many firewalls were wanted. */
    int firewallsMade() {
        return (withFirewall() ? 1 : 0) + (phases.contains(Phase.ROLL_FIREWALL) ? 1 : 0);
    }

    List<Phase> phases() {
        return phases;
    }

    private boolean withFirewall() {
        return phases.contains(Phase.CREATE_FIREWALL);
    }

    private List<String> leaving(Phase phase) {
        return switch (phase) {
            case SHRINK, ROLL -> List.of(workers.removeFirst());
            default -> List.of();
        };
    }

    private void act(Phase phase) {
        switch (phase) {
            case CREATE_CLUSTER -> {
                if (withFirewall()) {
                    stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
                } else {
                    stage.cluster();
                }
            }
            case CREATE_FIREWALL -> stage.firewall();
            case ROLL_FIREWALL -> {
                replaced = stage.all(MetalStackFirewall.class)
                        .getFirst()
                        .getMetadata()
                        .getName();
                stage.patch(stage.named(MetalStackFirewallTemplate.class, Stage.FIREWALL), OTHER_RULES);
            }
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
            case DELETE_WITH_FIREWALL -> deleteAll();
        }
    }

    /** The Cluster stays until the test's end, as core keeps it until the rest is gone. */
    private void deleteAll() {
        stage.patch(stage.coreCluster(), "{\"metadata\":{\"finalizers\":[\"cluster.cluster.x-k8s.io\"]}}");
        stage.delete(stage.coreCluster());
        stage.delete(stage.named(MetalStackFirewallTemplate.class, Stage.FIREWALL));
        stage.delete(stage.metalStackCluster());
        machines().forEach(stage::delete);
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
            case CREATE_CLUSTER -> whole(stage.metalStackCluster()) && (withFirewall() || stage.provisioned());
            case DELETE_CLUSTER, DELETE_WITH_FIREWALL -> stage.metalStackCluster() == null;
            default ->
                whole(stage.metalStackCluster())
                        && stage.provisioned()
                        && (!withFirewall() || firewallIsThere())
                        && machines().stream().allMatch(Life::complete)
                        && (phase != Phase.DELETE_MACHINES || machines().isEmpty());
        };
    }

    /** One, that all is known of, and that is not the one which was to go. */
    private boolean firewallIsThere() {
        var deployment = stage.named(MetalStackFirewallDeployment.class, Stage.FIREWALL);
        var firewalls = stage.all(MetalStackFirewall.class);
        return deployment.getMetadata().getFinalizers().contains(MetalStackFirewallDeployment.FINALIZER)
                && deployment.getStatus() != null
                && deployment.getStatus().provisioned()
                && firewalls.size() == 1
                && !firewalls.getFirst().getMetadata().getName().equals(replaced)
                && firewalls.getFirst().getStatus() != null
                && firewalls.getFirst().getStatus().provisioned()
                && recorded(firewalls.getFirst(), MetalStackFirewall.FINALIZER);
    }

    private List<MetalStackMachine> machines() {
        return stage.all(MetalStackMachine.class);
    }

    private static boolean whole(MetalStackCluster cluster) {
        return cluster != null
                && cluster.getMetadata().getFinalizers().contains(MetalStackCluster.FINALIZER)
                && Annotations.of(cluster, Annotations.CLUSTER_UID).isPresent()
                && !Annotations.present(cluster, Annotations.ALLOCATION_INTENT)
                && cluster.getSpec().nodeNetworkID() != null
                && cluster.getSpec().controlPlaneEndpoint() != null;
    }

    private static boolean complete(MetalStackMachine machine) {
        return recorded(machine, MetalStackMachine.FINALIZER)
                && machine.getStatus() != null
                && machine.getStatus().provisioned();
    }

    private static boolean recorded(MachineHolder holder, String finalizer) {
        return holder.getMetadata().getFinalizers().contains(finalizer)
                && Annotations.of(holder, Annotations.CLAIM).isPresent()
                && Annotations.of(holder, Annotations.ALLOCATION_UUID).isPresent()
                && !Annotations.present(holder, Annotations.BLOCK_MOVE)
                && holder.providerID() != null;
    }

    /**
     * The phases of a life in which these are struck. A cluster grows before it shrinks, has a firewall when anything of a
     * firewall is struck, and is deleted once.
     */
    static List<Phase> phases(Set<Phase> struck) {
        return List.of(Phase.values()).stream()
                .filter(it -> switch (it) {
                    case CREATE_FIREWALL -> struck.stream().anyMatch(Phase::ofFirewall);
                    case GROW -> struck.contains(Phase.GROW) || struck.contains(Phase.SHRINK);
                    case DELETE_MACHINES, DELETE_CLUSTER -> !struck.contains(Phase.DELETE_WITH_FIREWALL);
                    default -> it.always || struck.contains(it);
                })
                .toList();
    }
}
