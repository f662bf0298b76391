package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What must be so after every life, whatever went wrong in it. */
final class Verdict {

    private static final List<Route> ALLOCATING =
            List.of(Route.ALLOCATE_NETWORK, Route.ALLOCATE_IP, Route.ALLOCATE_MACHINE, Route.ALLOCATE_FIREWALL);

    private final World world;
    private final Map<Route, Integer> callsBefore = new EnumMap<>(Route.class);
    private final Map<Ledger.What, Integer> changesBefore = new EnumMap<>(Ledger.What.class);

    /** Taken before the life begins. */
    Verdict(World world) {
        this.world = world;
        ALLOCATING.forEach(it -> callsBefore.put(it, world.metal().ledger().count(it)));
        for (var what : Ledger.What.values()) {
            changesBefore.put(what, world.metal().ledger().changes(what).size());
        }
    }

    /** Never two, never lost, never foreign, and no more calls than there had to be. */
    void pass(int machines, int firewalls, FaultCase life) {
        var ledger = world.metal().ledger();
        assertThat(world.foreign().touched())
                .as("foreign things that were touched")
                .isEmpty();
        assertThat(world.foreign().leftOfOurs()).as("left in the project").isEmpty();
        assertThat(ledger.allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                .as("machines allocated more than once for one object")
                .isEmpty();
        assertThat(made(Ledger.What.MACHINE_ALLOCATED))
                .as("machines and firewalls allocated")
                .isEqualTo(machines + firewalls);
        assertThat(firewalls == 0 ? List.of() : cutOff())
                .as("moments without a way out")
                .isEmpty();
        assertThat(made(Ledger.What.NETWORK_CREATED)).as("networks made").isEqualTo(1);
        assertThat(ledger.changes(Ledger.What.IP_ALLOCATED))
                .as("control-plane addresses taken")
                .filteredOn(it -> it.name().endsWith("-control-plane"))
                .hasSize(1);
        assertThat(ledger.doubleFrees())
                .as("freed twice")
                .filteredOn(it -> !wasOnItsWay(it))
                .isEmpty();
        assertThat(world.deaths()).as("processes that died").isEqualTo(life.deaths());
        var expected = Map.of(
                Route.ALLOCATE_NETWORK,
                1,
                Route.ALLOCATE_IP,
                1,
                Route.ALLOCATE_MACHINE,
                machines,
                Route.ALLOCATE_FIREWALL,
                firewalls);
        for (var route : ALLOCATING) {
            var wasted = life.strikes().stream()
                    .filter(it -> it.wastedCall().filter(route::equals).isPresent())
                    .count();
            assertThat(ledger.count(route) - callsBefore.get(route))
                    .as("calls of " + route)
                    .isEqualTo(expected.get(route) + (int) wasted);
        }
    }

    /** While a machine of ours is there, so is a firewall; and the network goes after it. */
    private List<Ledger.Change> cutOff() {
        var machines = new HashSet<String>();
        var firewalls = new HashSet<String>();
        return world.metal().ledger().changes().stream()
                .filter(it -> OwnershipTags.value(it.tags(), OwnershipTags.CLUSTER_UID)
                        .isPresent())
                .filter(it -> {
                    var held = OwnershipTags.value(it.tags(), OwnershipTags.FIREWALL_RESOURCE)
                                    .isPresent()
                            ? firewalls
                            : machines;
                    switch (it.what()) {
                        case MACHINE_ALLOCATED -> held.add(it.id());
                        case MACHINE_FREED -> held.remove(it.id());
                        default -> {}
                    }
                    return !machines.isEmpty() && firewalls.isEmpty()
                            || it.what() == Ledger.What.NETWORK_FREED && !firewalls.isEmpty();
                })
                .toList();
    }

    /**
     * A manager died while its free was on its way, and its successor freed the machine before that one arrived: it was
     * proved and sent while the machine was ours, and finds nothing any more.
     */
    private boolean wasOnItsWay(Ledger.Call again) {
        return world.metal().ledger().changes(Ledger.What.MACHINE_FREED).stream()
                .anyMatch(it -> again.path().contains(it.id()) && it.at().isAfter(again.at()));
    }

    private int made(Ledger.What what) {
        return world.metal().ledger().changes(what).size() - changesBefore.get(what);
    }
}
