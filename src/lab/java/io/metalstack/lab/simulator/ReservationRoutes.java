package io.metalstack.lab.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code /v1/size/reservations}: machines of a size that are kept for a project. */
final class ReservationRoutes {
    private static final Filters<Catalog.Reservation> FILTERS = new Filters<Catalog.Reservation>()
            .text("id", Catalog.Reservation::id)
            .text("sizeid", Catalog.Reservation::sizeId)
            .text("projectid", Catalog.Reservation::projectId);

    private final Inventory inventory;

    ReservationRoutes(Inventory inventory) {
        this.inventory = inventory;
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.LIST_SIZE_RESERVATIONS, r -> inventory.shuffled(inventory.reservations.values()));
        handlers.put(Route.GET_SIZE_RESERVATION, r -> get(r.id()));
        handlers.put(Route.FIND_SIZE_RESERVATIONS, r -> inventory.shuffled(matching(r)));
        handlers.put(Route.USAGE_OF_SIZE_RESERVATIONS, r -> Render.nullIfEmpty(usage(r)));
        handlers.put(Route.CREATE_SIZE_RESERVATION, this::create);
        handlers.put(Route.UPDATE_SIZE_RESERVATION, this::update);
        handlers.put(Route.DELETE_SIZE_RESERVATION, this::delete);
    }

    private Catalog.Reservation get(String id) {
        return Inventory.found(inventory.reservations, "sizereservation", id);
    }

    private List<Catalog.Reservation> matching(Request request) {
        var query = Json.tree(request.body());
        var partition = query.get("partitionid");
        Predicate<Catalog.Reservation> inPartition =
                r -> partition == null || partition.isNull() || r.partitionIds().contains(partition.asText());
        return inventory.reservations.values().stream()
                .filter(FILTERS.read(query).and(inPartition))
                .toList();
    }

    private List<Catalog.ReservationUsage> usage(Request request) {
        var usages = new ArrayList<Catalog.ReservationUsage>();
        for (var r : matching(request)) {
            for (var partition : r.partitionIds()) {
                var held = (int) inventory.machines.values().stream()
                        .filter(m -> m.partitionId.equals(partition) && m.sizeId.equals(r.sizeId()))
                        .filter(m -> m.allocation != null && m.allocation.project.equals(r.projectId()))
                        .count();
                usages.add(new Catalog.ReservationUsage(
                        r.id(),
                        r.name(),
                        r.description(),
                        r.sizeId(),
                        partition,
                        r.projectId(),
                        r.amount(),
                        Math.min(held, r.amount()),
                        held,
                        r.labels()));
            }
        }
        return usages;
    }

    private Catalog.Reservation create(Request request) {
        var wanted = complete(request.read(Catalog.Reservation.class));
        if (inventory.reservations.containsKey(wanted.id())) {
            throw ApiError.conflict("cannot create sizereservation in database, entity already exists: " + wanted.id());
        }
        return keep(wanted);
    }

    private Catalog.Reservation update(Request request) {
        var wanted = complete(request.read(Catalog.Reservation.class));
        get(wanted.id());
        return keep(wanted);
    }

    private Catalog.Reservation keep(Catalog.Reservation wanted) {
        Inventory.found(inventory.sizes, "size", wanted.sizeId());
        wanted.partitionIds().forEach(p -> Inventory.found(inventory.partitions, "partition", p));
        inventory.project(wanted.projectId());
        if (wanted.amount() <= 0) {
            throw ApiError.badRequest("amount must be a positive integer");
        }
        inventory.reservations.put(wanted.id(), wanted);
        return wanted;
    }

    private Catalog.Reservation complete(Catalog.Reservation wanted) {
        return wanted.withDefaults(inventory.newUuid());
    }

    private Catalog.Reservation delete(Request request) {
        var reservation = get(request.id());
        inventory.reservations.remove(reservation.id());
        return reservation;
    }
}
