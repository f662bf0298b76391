package io.metalstack.lab.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code /v1/machine} and {@code /v1/firewall}: a firewall is a machine that was allocated through another endpoint. */
final class MachineRoutes {
    private static final List<String> STATES = List.of("", "RESERVED", Machine.TAINTED, Machine.LOCKED);

    private final Inventory inventory;
    private final Lifecycle lifecycle;
    private final Allocator allocator;
    private final Render render;

    MachineRoutes(Inventory inventory, Lifecycle lifecycle) {
        this.inventory = inventory;
        this.lifecycle = lifecycle;
        this.allocator = new Allocator(inventory, lifecycle);
        this.render = new Render(inventory);
    }

    void register(Map<Route, HttpFront.Handler> handlers) {
        handlers.put(Route.LIST_MACHINES, r -> list(m -> true));
        handlers.put(Route.GET_MACHINE, r -> get(visible(r.id())));
        handlers.put(Route.FIND_MACHINES, r -> list(MachineFilters.TABLE.read(Json.tree(r.body()))));
        handlers.put(Route.ALLOCATE_MACHINE, r -> allocate(r, AllocationRole.MACHINE));
        handlers.put(Route.FREE_MACHINE, this::free);
        handlers.put(Route.UPDATE_MACHINE, this::update);
        handlers.put(Route.DELETE_MACHINE, this::delete);
        handlers.put(Route.SET_MACHINE_STATE, this::setState);
        handlers.put(Route.REINSTALL_MACHINE, this::reinstall);
        for (var power : List.of(
                Route.POWER_ON,
                Route.POWER_OFF,
                Route.POWER_RESET,
                Route.POWER_CYCLE,
                Route.POWER_BIOS,
                Route.POWER_DISK,
                Route.POWER_PXE)) {
            handlers.put(power, this::power);
        }
        handlers.put(Route.LED_ON, r -> led(r, "LED-ON"));
        handlers.put(Route.LED_OFF, r -> led(r, "LED-OFF"));
        handlers.put(Route.LIST_FIREWALLS, r -> list(Machine::isFirewall));
        handlers.put(Route.GET_FIREWALL, this::getFirewall);
        handlers.put(Route.FIND_FIREWALLS, this::findFirewalls);
        handlers.put(Route.ALLOCATE_FIREWALL, r -> allocate(r, AllocationRole.FIREWALL));
    }

    private List<Answers.Machine> list(Predicate<Machine> wanted) {
        return inventory.shuffled(inventory.machines.values().stream()
                .filter(wanted)
                .map(render::machine)
                .toList());
    }

    private Machine visible(String id) {
        var machine = inventory.machine(id);
        if (machine.lost) {
            throw ApiError.notFound("provisioningeventcontainer", id);
        }
        return machine;
    }

    /** Unlike a list, the answer for one machine fails when something that it refers to was deleted. */
    private Answers.Machine get(Machine machine) {
        if (!machine.sizeId.equals("unknown")) {
            Inventory.found(inventory.sizes, "size", machine.sizeId);
        }
        Inventory.found(inventory.partitions, "partition", machine.partitionId);
        if (machine.allocation != null) {
            Inventory.found(inventory.images, "image", machine.allocation.imageId);
        }
        return render.machine(machine);
    }

    private Answers.Machine getFirewall(Request request) {
        var machine = visible(request.id());
        if (!machine.isFirewall()) {
            throw new ApiError(404, "machine is not a firewall");
        }
        return get(machine);
    }

    private List<Answers.Machine> findFirewalls(Request request) {
        JsonNode body = Json.tree(request.body());
        if (body instanceof ObjectNode query) {
            query.put("allocation_role", AllocationRole.FIREWALL.word());
        }
        return list(MachineFilters.TABLE.read(body));
    }

    private Answers.Machine allocate(Request request, AllocationRole role) {
        var machine = allocator.allocate(request.read(Requests.Allocate.class), role, request.user());
        return render.machine(machine);
    }

    private Answers.Machine free(Request request) {
        var machine = inventory.machine(request.id());
        lifecycle.free(machine);
        return render.machine(machine);
    }

    private Answers.Machine update(Request request) {
        var wanted = request.read(Requests.UpdateMachine.class);
        var machine = inventory.machine(wanted.id() == null ? "" : wanted.id());
        var allocation = machine.allocation;
        if (allocation == null) {
            throw ApiError.badRequest("only allocated machines can be updated");
        }
        if (wanted.description() != null) {
            allocation.description = wanted.description();
        }
        if (!Requests.listOf(wanted.sshPubKeys()).isEmpty()) {
            allocation.sshPubKeys = wanted.sshPubKeys();
        }
        if (!Requests.listOf(wanted.tags()).isEmpty()) {
            machine.tags = machine.withSystemTags(Requests.listOf(wanted.tags()), Allocator.FIRST_ASN + allocation.asn);
        }
        return changed(machine);
    }

    private Answers.Machine changed(Machine machine) {
        machine.changed = inventory.now();
        inventory.ledger.add(lifecycle.change(Ledger.What.MACHINE_CHANGED, machine));
        return render.machine(machine);
    }

    private Answers.Machine delete(Request request) {
        var machine = inventory.machine(request.id());
        if (machine.allocation != null) {
            throw ApiError.unprocessable("cannot delete machine that is allocated");
        }
        if (!machine.events.liveliness().equals("Dead")) {
            throw ApiError.unprocessable("can only delete dead machines");
        }
        inventory.machines.remove(machine.id);
        return render.machine(machine);
    }

    private Answers.Machine setState(Request request) {
        var wanted = request.read(Requests.SetState.class);
        var value = wanted.value() == null ? "" : wanted.value();
        if (!STATES.contains(value)) {
            throw ApiError.badRequest("unknown value: " + value);
        }
        if (!value.isEmpty()
                && (wanted.description() == null || wanted.description().isEmpty())) {
            throw ApiError.badRequest("you must supply a description");
        }
        var machine = inventory.machine(request.id());
        machine.state = value.equals("RESERVED") ? Machine.TAINTED : value;
        machine.stateDescription = wanted.description() == null ? "" : wanted.description();
        machine.stateIssuer = value.isEmpty() ? "" : request.user();
        machine.metalHammerVersion = "";
        return changed(machine);
    }

    private Answers.Machine reinstall(Request request) {
        var wanted = request.read(Requests.Reinstall.class);
        var machine = inventory.machine(request.id());
        var image = Inventory.found(inventory.images, "image", wanted.imageId() == null ? "" : wanted.imageId());
        var allocation = machine.allocation;
        if (allocation == null || machine.state.equals(Machine.LOCKED)) {
            throw ApiError.badRequest("machine either locked, not allocated yet or invalid image ID specified");
        }
        var layout = allocation.layout;
        if (layout == null || layout.disks().stream().noneMatch(Catalog.LayoutDisk::wipeOnReinstall)) {
            throw ApiError.unprocessable("filesystemlayout:" + (layout == null ? "" : layout.id())
                    + " is not reinstallable, abort reinstallation");
        }
        allocation.imageId = image.id();
        allocation.reinstall = true;
        lifecycle.reinstall(machine);
        return changed(machine);
    }

    private Answers.Machine power(Request request) {
        var machine = inventory.machine(request.id());
        lifecycle.power(machine, request.route());
        return changed(machine);
    }

    private Answers.Machine led(Request request, String value) {
        var machine = inventory.machine(request.id());
        machine.led = value;
        machine.ledDescription = request.query().getOrDefault("description", "");
        return changed(machine);
    }
}
