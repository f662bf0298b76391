package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Which machine an allocation gets: waiting, alive, not reserved for others, and in the least crowded rack. */
final class MachineChoice {
    private final Inventory inventory;

    MachineChoice(Inventory inventory) {
        this.inventory = inventory;
    }

    Machine choose(AllocationCheck.Plan plan) {
        var machine = plan.machine() == null ? anyFree(plan) : named(plan.machine());
        requireDisks(plan.layout(), machine);
        return machine;
    }

    private static Machine named(Machine machine) {
        if (machine.allocation != null) {
            throw ApiError.unprocessable("machine is already allocated");
        }
        return machine;
    }

    private Machine anyFree(AllocationCheck.Plan plan) {
        var free = inventory.machines.values().stream()
                .filter(m -> isIn(m, plan) && m.allocatable())
                .toList();
        if (free.isEmpty() || !reservationsAdmit(plan, free.size())) {
            throw ApiError.unprocessable("no machine available");
        }
        if (inventory.races.lockedPartitions.contains(plan.partition().id())) {
            throw ApiError.unprocessable("too many parallel machine allocations taking place, try again later");
        }
        var chosen = inventory.anyOf(inLeastCrowdedRacks(plan, free));
        if (inventory.races.lost(Race.CANDIDATE_CHANGED)) {
            throw ApiError.changedMeanwhile("machine", chosen.id);
        }
        return chosen;
    }

    private static boolean isIn(Machine machine, AllocationCheck.Plan plan) {
        return machine.partitionId.equals(plan.partition().id())
                && machine.sizeId.equals(plan.size().id());
    }

    private boolean reservationsAdmit(AllocationCheck.Plan plan, int available) {
        var reserved = 0;
        var any = false;
        for (var reservation : inventory.reservations.values()) {
            if (!reservation.sizeId().equals(plan.size().id())
                    || !reservation.partitionIds().contains(plan.partition().id())) {
                continue;
            }
            any = true;
            var held = heldBy(reservation.projectId(), plan);
            if (reservation.projectId().equals(plan.project().meta().id()) && held < reservation.amount()) {
                return true;
            }
            reserved += Math.max(0, reservation.amount() - held);
        }
        return !any || reserved < available;
    }

    private int heldBy(String project, AllocationCheck.Plan plan) {
        return (int) inventory.machines.values().stream()
                .filter(m -> isIn(m, plan))
                .filter(m -> m.allocation != null && m.allocation.project.equals(project))
                .count();
    }

    private List<Machine> inLeastCrowdedRacks(AllocationCheck.Plan plan, List<Machine> free) {
        var racks = free.stream().map(m -> m.rackId).collect(Collectors.toSet());
        var held = inventory.machines.values().stream()
                .filter(m -> isIn(m, plan))
                .filter(m -> m.allocation != null
                        && m.allocation.role == plan.role()
                        && m.allocation.project.equals(plan.project().meta().id()))
                .toList();
        var placementTags = Set.copyOf(Requests.listOf(plan.request().placementTags()));
        var byProject = leastCrowded(racks, held, m -> 1);
        var byTags = leastCrowded(
                racks,
                held,
                m -> m.tags.stream().filter(placementTags::contains).count());
        var both = new HashSet<>(byTags);
        both.retainAll(byProject);
        var wanted = both.isEmpty() ? byTags : both;
        return free.stream().filter(m -> wanted.contains(m.rackId)).toList();
    }

    private static Set<String> leastCrowded(Set<String> racks, List<Machine> held, ToLongFunction<Machine> weight) {
        Map<String, Long> crowd = new HashMap<>();
        racks.forEach(rack -> crowd.put(rack, 0L));
        held.forEach(m -> crowd.computeIfPresent(m.rackId, (rack, n) -> n + weight.applyAsLong(m)));
        var least = crowd.values().stream().mapToLong(Long::longValue).min().orElse(0);
        return crowd.entrySet().stream()
                .filter(e -> e.getValue() == least)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static void requireDisks(Catalog.Layout layout, Machine machine) {
        var names = new ArrayList<String>();
        machine.hardware.disks().forEach(d -> names.add(d.name()));
        for (var disk : layout.disks()) {
            if (!names.contains(disk.device())) {
                throw ApiError.unprocessable(
                        "unable to check for fsl match:device:" + disk.device() + " does not exist on given hardware");
            }
        }
    }
}
