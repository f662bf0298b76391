package io.metalstack.lab.simulator;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Everything that happens to metal-api from elsewhere: machines that boot, die and are taken away, administrators that
 * add and delete things. No call of the API is logged for it.
 */
public final class Control {
    private final Inventory inventory;
    private final Lifecycle lifecycle;
    private final Furnisher furnisher;

    Control(Inventory inventory, Lifecycle lifecycle) {
        this.inventory = inventory;
        this.lifecycle = lifecycle;
        this.furnisher = new Furnisher(inventory);
    }

    /** A machine sends a provisioning event. */
    public void event(String machineId, ProvisioningEvent event, String message) {
        inventory.run(() -> inventory.machine(machineId).receive(event, message, inventory.now()));
    }

    /** An allocated machine gets through its installation, from whatever it is doing, to its first phone-home. */
    public void phoneHome(String machineId) {
        inventory.run(() -> lifecycle.phoneHome(inventory.machine(machineId)));
    }

    /** All allocated machines of a project phone home. */
    public void phoneHomeAll(String project) {
        new Holdings(inventory)
                .machinesOf(project).stream()
                        .filter(m -> !m.event().equals(ProvisioningEvent.PHONED_HOME.word()))
                        .forEach(m -> phoneHome(m.id()));
    }

    /** Switches the regular signs of life of a machine, which the simulator sends for it, off or on again. */
    public void heartbeat(String machineId, boolean on) {
        inventory.run(() -> inventory.machine(machineId).heartbeat = on);
    }

    /** Makes a machine look {@code Alive}, {@code Dead}, {@code Unknown} or as if never heard of, until it is heard. */
    public void liveliness(String machineId, String liveliness) {
        inventory.run(() -> inventory.machine(machineId).events.forceLiveliness(liveliness));
    }

    /** Makes a machine look as if in a crash loop, or not. */
    public void crashLoop(String machineId, boolean on) {
        inventory.run(() -> inventory.machine(machineId).events.forceCrashLoop(on));
    }

    /** Sets the state of a machine as an administrator does: empty, {@code RESERVED} or {@code LOCKED}. */
    public void state(String machineId, String state, String description) {
        inventory.run(() -> {
            var machine = inventory.machine(machineId);
            machine.state = state.equals("RESERVED") ? Machine.TAINTED : state;
            machine.stateDescription = description;
        });
    }

    /** Takes the power from a machine, or gives it back; metal-api hears no more of it meanwhile. */
    public void power(String machineId, boolean on) {
        inventory.run(() -> lifecycle.power(inventory.machine(machineId), on ? Route.POWER_ON : Route.POWER_OFF));
    }

    /** Somebody else frees a machine, as any holder of a key may. */
    public void takeAway(String machineId) {
        inventory.run(() -> lifecycle.free(inventory.machine(machineId)));
    }

    /**
     * Somebody else frees a machine and another project gets the very same one.
     *
     * @param networkId a private network of that project
     * @return the new allocation's uuid
     */
    public String reallocate(String machineId, String project, String networkId, String imageId) {
        return inventory.locked(() -> {
            lifecycle.free(inventory.machine(machineId));
            return allocate(machineId, project, networkId, imageId, List.of());
        });
    }

    /** Allocates this machine for a project, as another client of metal-api would; answers the allocation's uuid. */
    public String allocate(String machineId, String project, String networkId, String imageId, List<String> tags) {
        return allocate(machineId, project, networkId, imageId, tags, AllocationRole.MACHINE);
    }

    /** The same as a firewall. */
    public String allocateFirewall(
            String machineId, String project, String networkId, String imageId, List<String> tags) {
        return allocate(machineId, project, networkId, imageId, tags, AllocationRole.FIREWALL);
    }

    private String allocate(
            String machineId,
            String project,
            String networkId,
            String imageId,
            List<String> tags,
            AllocationRole role) {
        return inventory.locked(() -> {
            var request = new Requests.Allocate(
                    machineId,
                    "somebody-elses",
                    "somebody-elses",
                    null,
                    project,
                    null,
                    null,
                    imageId,
                    List.of(new Requests.WantedNetwork(networkId, true)),
                    null,
                    null,
                    tags,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
            var machine = new Allocator(inventory, lifecycle).allocate(request, role, Role.ADMIN.email());
            return machine.allocation == null ? "" : machine.allocation.uuid;
        });
    }

    /** Takes an ephemeral address for a project, as a cloud controller does for a Service; answers the address. */
    public String allocateIp(String project, String networkId, List<String> tags) {
        return inventory.locked(() -> {
            var ips = new Ips(inventory);
            var ip = ips.acquire(inventory.network(networkId), Family.IPV4, project, "metallb-somebody", "");
            ip.tag(tags);
            ips.note(Ledger.What.IP_ALLOCATED, ip);
            return ip.address.toString();
        });
    }

    /** Somebody else writes the tags of an address. */
    public void tagIp(String address, List<String> tags) {
        inventory.run(() -> inventory.ip(address).tag(tags));
    }

    /** An administrator gives everything back that a project holds, whatever state it is in. */
    public void clear(String project) {
        inventory.run(() -> {
            for (var machine : List.copyOf(inventory.machines.values())) {
                if (machine.allocation != null && machine.allocation.project.equals(project)) {
                    machine.state = "";
                    lifecycle.free(machine);
                }
            }
            var ips = new Ips(inventory);
            List.copyOf(inventory.ips.values()).stream()
                    .filter(it -> it.projectId.equals(project))
                    .forEach(ips::release);
            var networks = new NetworkRoutes(inventory);
            List.copyOf(inventory.networks.values()).stream()
                    .filter(it -> it.projectId.equals(project) && it.parentId != null)
                    .forEach(networks::release);
        });
    }

    /** Makes metal-api lose the events of a machine: GET answers 404 while find still shows it. */
    public void loseEvents(String machineId, boolean lost) {
        inventory.run(() -> inventory.machine(machineId).lost = lost);
    }

    /** Takes a machine out of the database, whatever it was doing. */
    public void removeMachine(String machineId) {
        inventory.run(() -> inventory.machines.remove(machineId));
    }

    /** Takes an image out of the database. */
    public void deleteImage(String id) {
        inventory.run(() -> inventory.images.remove(id));
    }

    /** Takes a size out of the database. */
    public void deleteSize(String id) {
        inventory.run(() -> inventory.sizes.remove(id));
    }

    /** Adds an image for machines. */
    public void addImage(String id) {
        addImage(new InventorySpec.Image(id, null, null, null));
    }

    /** Adds an image. */
    public void addImage(InventorySpec.Image image) {
        inventory.run(() -> furnisher.image(image));
    }

    /** Adds a partition. */
    public void addPartition(InventorySpec.Partition partition) {
        inventory.run(() -> furnisher.partition(partition));
    }

    /** Adds a size. */
    public void addSize(InventorySpec.Size size) {
        inventory.run(() -> furnisher.size(size));
    }

    /** Adds a filesystem layout. */
    public void addLayout(InventorySpec.Layout layout) {
        inventory.run(() -> furnisher.layout(layout));
    }

    /** Adds a project with this id. */
    public void addProject(InventorySpec.Project project) {
        inventory.run(() -> furnisher.project(project));
    }

    /** Adds a project of its own and answers its id. */
    public String newProject() {
        return inventory.locked(() -> {
            var id = inventory.newUuid();
            furnisher.project(new InventorySpec.Project(id, "project-" + id.substring(0, 8), null, null));
            return id;
        });
    }

    /** Adds a super, external or underlay network. */
    public void addNetwork(InventorySpec.Network network) {
        inventory.run(() -> furnisher.network(network));
    }

    /** Adds machines that wait to be allocated; answers their ids. */
    public List<String> addMachines(int count, String partition, String size, String rack) {
        return inventory.locked(() -> IntStream.range(0, count)
                .mapToObj(i -> furnisher.machine(
                                inventory.newUuid(),
                                partition,
                                rack,
                                new InventorySpec.Size(size, null, null, null, null, null))
                        .id)
                .toList());
    }

    /** A network has no free address any more, except those that are given back from now on. */
    public void exhaust(String networkId) {
        exhaust(networkId, true);
    }

    /** Ends {@link #exhaust}. */
    public void refill(String networkId) {
        exhaust(networkId, false);
    }

    private void exhaust(String networkId, boolean exhausted) {
        inventory.run(() -> inventory
                .network(networkId)
                .prefixes
                .forEach(prefix -> inventory.addresses.exhaust(prefix, exhausted)));
    }

    /** While paused, IPs of freed machines stay; when resumed, those that were due are released at once. */
    public void pauseIpRelease(boolean paused) {
        inventory.run(() -> {
            inventory.races.ipReleasePaused = paused;
            if (!paused) {
                var due = List.copyOf(inventory.races.pausedReleases);
                inventory.races.pausedReleases.clear();
                due.forEach(Runnable::run);
            }
        });
    }

    /** The next allocation loses this race. */
    public void nextAllocationLoses(Race race) {
        inventory.run(() -> inventory.races.next = race);
    }

    /** Somebody holds the allocation lock of a partition, or gives it back. */
    public void lockPartition(String partition, boolean locked) {
        inventory.run(() -> {
            if (locked) {
                inventory.races.lockedPartitions.add(partition);
            } else {
                inventory.races.lockedPartitions.remove(partition);
            }
        });
    }

    /** metal-api counts firewalls for the machine quota; with false it counts machines, as the name says. */
    public void quotaCountsFirewalls(boolean firewalls) {
        inventory.run(() -> inventory.races.quotaCountsFirewalls = firewalls);
    }

    /** Which versions of an operating system a size can run, e.g. {@code {"ubuntu": ">= 22"}}. */
    public void constrain(String size, Map<String, String> versionsBySystem) {
        inventory.run(() -> inventory.sizeImageConstraints.put(size, Map.copyOf(versionsBySystem)));
    }

    /** Keeps machines of a size for a project. */
    public void reserve(InventorySpec.Reservation reservation) {
        inventory.run(() -> furnisher.reservation(reservation));
    }
}
