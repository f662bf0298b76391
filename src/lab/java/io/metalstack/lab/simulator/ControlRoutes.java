package io.metalstack.lab.simulator;

import java.util.List;
import java.util.Map;

/** What the control over HTTP offers: the same as {@link Control}, {@link Holdings} and {@link Ledger}, and {@link Records}. */
final class ControlRoutes {
    private final Inventory inventory;
    private final Control control;
    private final Holdings holdings;

    ControlRoutes(Inventory inventory, Control control, Holdings holdings) {
        this.inventory = inventory;
        this.control = control;
        this.holdings = holdings;
    }

    void register(ControlFront front) {
        look(front);
        machines(front);
        records(front);
        administration(front);
    }

    private record MachineState(
            String id,
            String partition,
            String size,
            String rack,
            String event,
            String liveliness,
            String state,
            boolean crashLoop,
            boolean allocated,
            boolean allocatable,
            boolean powered,
            int boots) {
        static MachineState of(Machine m) {
            return new MachineState(
                    m.id,
                    m.partitionId,
                    m.sizeId,
                    m.rackId,
                    m.events.state().map(ProvisioningEvent::word).orElse(""),
                    m.events.liveliness(),
                    m.state,
                    m.events.crashLoop(),
                    m.allocation != null,
                    m.allocatable(),
                    m.powered,
                    m.boots);
        }
    }

    private void look(ControlFront front) {
        front.on(
                        "GET",
                        "/control/machines",
                        o -> inventory.locked(() -> inventory.machines.values().stream()
                                .map(MachineState::of)
                                .toList()))
                .on("GET", "/control/allocations", this::allocations)
                .on("GET", "/control/projects/{id}", this::project)
                .on("GET", "/control/calls", this::calls)
                .on("GET", "/control/changes", this::changes)
                .on("GET", "/control/counts", o -> inventory.ledger.countsByRoute());
    }

    /** Machines that are held; with {@code since}, those allocated after the answer that gave that revision. */
    private Object allocations(ControlFront.Order order) {
        return inventory.locked(() -> {
            var revision = inventory.ledger.changeCount();
            var recent = inventory.ledger.changesFrom(Math.min(order.since(), revision)).stream()
                    .filter(c -> c.what() == Ledger.What.MACHINE_ALLOCATED)
                    .map(Ledger.Change::allocation)
                    .toList();
            var held = holdings.machines().stream()
                    .filter(m -> order.since() == 0 || recent.contains(m.allocationUuid()))
                    .toList();
            return Map.of("revision", revision, "allocations", held);
        });
    }

    private Object project(ControlFront.Order order) {
        return Map.of(
                "left", holdings.leftIn(order.id()),
                "machines", holdings.machinesOf(order.id()),
                "networks", holdings.networksOf(order.id()),
                "ips", holdings.ipsOf(order.id()));
    }

    private Object calls(ControlFront.Order order) {
        var calls = inventory.ledger.calls().stream()
                .filter(c -> c.number() > order.since())
                .toList();
        return Map.of(
                "revision", calls.isEmpty() ? order.since() : calls.getLast().number(), "calls", calls);
    }

    private Object changes(ControlFront.Order order) {
        return inventory.locked(() -> {
            var revision = inventory.ledger.changeCount();
            return Map.of(
                    "revision", revision, "changes", inventory.ledger.changesFrom(Math.min(order.since(), revision)));
        });
    }

    private void machines(ControlFront front) {
        front.on("POST", "/control/machines", this::addMachines)
                .on("DELETE", "/control/machines/{id}", o -> done(() -> control.removeMachine(o.id())))
                .on("POST", "/control/machines/{id}/event", this::event)
                .on("POST", "/control/machines/{id}/phone-home", o -> done(() -> control.phoneHome(o.id())))
                .on(
                        "POST",
                        "/control/machines/{id}/heartbeat",
                        o -> done(() -> control.heartbeat(o.id(), o.flag("on"))))
                .on(
                        "POST",
                        "/control/machines/{id}/liveliness",
                        o -> done(() -> control.liveliness(o.id(), o.text("value"))))
                .on(
                        "POST",
                        "/control/machines/{id}/crash-loop",
                        o -> done(() -> control.crashLoop(o.id(), o.flag("on"))))
                .on(
                        "POST",
                        "/control/machines/{id}/state",
                        o -> done(() -> control.state(
                                o.id(),
                                o.text("value"),
                                o.optionalText("description").orElse(""))))
                .on("POST", "/control/machines/{id}/power", o -> done(() -> control.power(o.id(), o.flag("on"))))
                .on("POST", "/control/machines/{id}/take-away", o -> done(() -> control.takeAway(o.id())))
                .on(
                        "POST",
                        "/control/machines/{id}/lose-events",
                        o -> done(() -> control.loseEvents(o.id(), o.flag("on"))))
                .on(
                        "POST",
                        "/control/machines/{id}/reallocate",
                        o -> Map.of(
                                "allocationuuid",
                                control.reallocate(o.id(), o.text("project"), o.text("network"), o.text("image"))))
                .on(
                        "POST",
                        "/control/machines/{id}/allocate",
                        o -> Map.of(
                                "allocationuuid",
                                control.allocate(
                                        o.id(), o.text("project"), o.text("network"), o.text("image"), List.of())));
    }

    private static Object done(Runnable work) {
        work.run();
        return Map.of();
    }

    private Object addMachines(ControlFront.Order order) {
        var ids = control.addMachines(
                order.number("count", 1),
                order.text("partition"),
                order.text("size"),
                order.optionalText("rack").orElse(""));
        return Map.of("ids", ids);
    }

    private Object event(ControlFront.Order order) {
        var event = ProvisioningEvent.of(order.text("event"))
                .orElseThrow(() -> ApiError.badRequest("\"" + order.text("event")
                        + "\" is no provisioning event; allowed are "
                        + String.join(
                                ", ",
                                List.of(ProvisioningEvent.values()).stream()
                                        .map(ProvisioningEvent::word)
                                        .toList())));
        control.event(order.id(), event, order.optionalText("message").orElse(""));
        return Map.of();
    }

    private void records(ControlFront front) {
        var records = new Records(inventory);
        front.on(
                        "POST",
                        "/control/machines/{id}/record",
                        o -> done(
                                () -> records.machine(o.id(), o.text("name"), o.text("description"), o.texts("tags"))))
                .on(
                        "POST",
                        "/control/networks/{id}/record",
                        o -> done(() ->
                                records.network(o.id(), o.text("name"), o.text("description"), o.labels("labels"))))
                .on(
                        "POST",
                        "/control/ips/{id}/record",
                        o -> done(() ->
                                records.ephemeralIp(o.id(), o.text("name"), o.text("description"), o.texts("tags"))));
    }

    private void administration(ControlFront front) {
        front.on("POST", "/control/projects", o -> Map.of("id", control.newProject()))
                .on("POST", "/control/images", o -> done(() -> control.addImage(o.text("id"))))
                .on("DELETE", "/control/images/{id}", o -> done(() -> control.deleteImage(o.id())))
                .on("DELETE", "/control/sizes/{id}", o -> done(() -> control.deleteSize(o.id())))
                .on("POST", "/control/networks/{id}/exhaust", o -> done(() -> control.exhaust(o.id())))
                .on("POST", "/control/networks/{id}/refill", o -> done(() -> control.refill(o.id())))
                .on("POST", "/control/ip-release", o -> done(() -> control.pauseIpRelease(o.flag("paused"))))
                .on(
                        "POST",
                        "/control/partitions/{id}/lock",
                        o -> done(() -> control.lockPartition(o.id(), o.flag("on"))))
                .on(
                        "POST",
                        "/control/race",
                        o -> done(() -> control.nextAllocationLoses(Race.valueOf(o.text("race")))));
    }
}
