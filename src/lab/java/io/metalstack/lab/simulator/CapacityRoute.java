package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/partition/capacity}: how many machines there are of each size, and how many one could allocate. */
final class CapacityRoute {
    private final Inventory inventory;

    CapacityRoute(Inventory inventory) {
        this.inventory = inventory;
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.PARTITION_CAPACITY, r -> capacity(r.read(Requests.Capacity.class)));
    }

    private List<Catalog.Capacity> capacity(Requests.Capacity wanted) {
        requireKnown(inventory.partitions, "partition", wanted.id());
        requireKnown(inventory.sizes, "size", wanted.sizeId());
        var byPartition = new TreeMap<String, TreeMap<String, List<Machine>>>();
        for (var m : inventory.machines.values()) {
            if (wants(wanted.id(), m.partitionId) && wants(wanted.sizeId(), m.sizeId)) {
                byPartition
                        .computeIfAbsent(m.partitionId, p -> new TreeMap<>())
                        .computeIfAbsent(m.sizeId, s -> new ArrayList<>())
                        .add(m);
            }
        }
        var capacities = new ArrayList<Catalog.Capacity>();
        byPartition.forEach((partition, bySize) -> {
            var servers = new ArrayList<Catalog.ServerCapacity>();
            bySize.forEach((size, machines) -> servers.add(count(partition, size, machines, wanted.projectId())));
            var p = inventory.partitions.get(partition);
            capacities.add(new Catalog.Capacity(
                    partition, p == null ? "" : p.name(), p == null ? "" : p.description(), servers));
        });
        return inventory.shuffled(capacities);
    }

    private static void requireKnown(Map<String, ?> things, String entity, @Nullable String id) {
        if (id != null && !things.containsKey(id)) {
            throw ApiError.notFound(entity, id).as(400);
        }
    }

    private static boolean wants(@Nullable String wanted, String actual) {
        return wanted == null || wanted.equals(actual);
    }

    private Catalog.ServerCapacity count(
            String partition, String size, List<Machine> machines, @Nullable String project) {
        var phonedHome = 0;
        var waiting = 0;
        var allocated = 0;
        var allocatable = 0;
        var other = new ArrayList<String>();
        var faulty = new ArrayList<String>();
        for (var m : machines) {
            switch (m.events.state().orElse(ProvisioningEvent.ALIVE)) {
                case PHONED_HOME -> phonedHome++;
                case WAITING -> waiting++;
                default -> other.add(m.id);
            }
            allocated += m.allocation == null ? 0 : 1;
            allocatable += m.allocatable() ? 1 : 0;
            if (isFaulty(m)) {
                faulty.add(m.id);
            }
        }
        var reserved = reserved(partition, size, machines, project);
        return new Catalog.ServerCapacity(
                size,
                machines.size(),
                phonedHome,
                waiting,
                other.size(),
                other,
                allocated,
                allocatable,
                Math.max(0, allocatable - reserved.unusedByOthers),
                machines.size() - allocated - allocatable,
                faulty.size(),
                faulty,
                reserved.amount,
                reserved.used,
                reserved.amount - reserved.used);
    }

    /** Has an issue other than a last error event. */
    private static boolean isFaulty(Machine m) {
        return m.events.crashLoop()
                || m.events.failedReclaim()
                || !m.events.liveliness().equals("Alive");
    }

    private record Reserved(int amount, int used, int unusedByOthers) {}

    private Reserved reserved(String partition, String size, List<Machine> machines, @Nullable String project) {
        var amount = 0;
        var used = 0;
        var unusedByOthers = 0;
        for (var r : inventory.reservations.values()) {
            if (!r.sizeId().equals(size) || !r.partitionIds().contains(partition)) {
                continue;
            }
            var held = (int) machines.stream()
                    .filter(m -> m.allocation != null && m.allocation.project.equals(r.projectId()))
                    .count();
            amount += r.amount();
            used += Math.min(held, r.amount());
            if (!r.projectId().equals(project)) {
                unusedByOthers += Math.max(0, r.amount() - held);
            }
        }
        return new Reserved(amount, used, unusedByOthers);
    }
}
