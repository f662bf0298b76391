package io.metalstack.lab.simulator;

import static io.metalstack.lab.simulator.ProvisioningEvent.*;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What becomes of a machine after metal-api has answered: boot, installation, release of addresses, signs of life. */
final class Lifecycle {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Inventory inventory;

    Lifecycle(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Begins the minute job: machines that run give a sign of life, those that were silent too long are judged. */
    void start() {
        inventory.schedule.at(inventory.now().plus(MINUTE), this::everyMinute);
    }

    private void everyMinute(Instant now) {
        for (var machine : inventory.machines.values()) {
            if (machine.powered && machine.heartbeat) {
                heartbeat(machine, now);
            }
            machine.events.judge(machine.allocation != null, now);
        }
        inventory.schedule.at(now.plus(MINUTE), this::everyMinute);
    }

    private static void heartbeat(Machine machine, Instant now) {
        machine.events.state().ifPresent(state -> {
            switch (state) {
                case PHONED_HOME -> machine.receive(PHONED_HOME, "", now);
                case PLANNED_REBOOT -> {
                    if (machine.allocation != null) {
                        machine.receive(PHONED_HOME, "", now);
                    }
                }
                case PXE_BOOTING, PREPARING, REGISTERING, WAITING, INSTALLING, BOOTING_NEW_KERNEL ->
                    machine.receive(ALIVE, "", now);
                default -> {}
            }
        });
    }

    void allocated(Machine machine) {
        if (!inventory.profile.installs()) {
            return;
        }
        var start = inventory.now();
        var third = inventory.profile.install().dividedBy(3);
        var boot = ++machine.boots;
        later(machine, boot, start.plus(third), INSTALLING, "start installation");
        later(machine, boot, start.plus(third.multipliedBy(2)), BOOTING_NEW_KERNEL, "booting into distro kernel");
        later(machine, boot, start.plus(inventory.profile.install()), PHONED_HOME, "phoned home");
    }

    /** Goes at once through what is left of boot and installation, until the machine phones home. */
    void phoneHome(Machine machine) {
        machine.boots++; // a boot that is under way goes no further
        machine.powered = true;
        for (var step = next(machine); step != PHONED_HOME; step = next(machine)) {
            machine.receive(step, "", inventory.now());
        }
        machine.receive(PHONED_HOME, "phoned home", inventory.now());
    }

    private static ProvisioningEvent next(Machine machine) {
        return switch (machine.events.state().orElse(PHONED_HOME)) {
            case MACHINE_RECLAIM, CRASHED -> PXE_BOOTING;
            case PXE_BOOTING -> PREPARING;
            case PREPARING -> REGISTERING;
            case REGISTERING, WAITING -> INSTALLING;
            case INSTALLING -> BOOTING_NEW_KERNEL;
            default -> PHONED_HOME;
        };
    }

    /** Takes the allocation off the machine; addresses and the event follow. */
    void free(Machine machine) {
        if (machine.state.equals(Machine.LOCKED)) {
            throw ApiError.unprocessable("machine is locked");
        }
        var held = machine.allocation;
        inventory.ledger.add(
                change(held == null ? Ledger.What.MACHINE_FREED_AGAIN : Ledger.What.MACHINE_FREED, machine));
        if (held != null) {
            releaseLater(machine.id, held.asn);
        }
        machine.allocation = null;
        machine.tags = List.of();
        machine.preallocated = false;
        machine.waiting = false;
        machine.led = "LED-OFF";
        machine.powered = true;
        machine.changed = inventory.now();
        var boot = ++machine.boots;
        inventory.schedule.at(inventory.now().plus(inventory.profile.reclaimEvent()), now -> {
            machine.receive(MACHINE_RECLAIM, "free machine called", now);
            bootToWaiting(machine, boot, now);
        });
    }

    /** The network boot of an unallocated machine, until it waits for its next allocation. */
    void bootToWaiting(Machine machine, int boot, Instant from) {
        var quarter = inventory.profile.reboot().dividedBy(4);
        later(machine, boot, from.plus(quarter), PXE_BOOTING, "machine sent extended dhcp request");
        later(machine, boot, from.plus(quarter.multipliedBy(2)), PREPARING, "prepare machine");
        later(machine, boot, from.plus(quarter.multipliedBy(3)), REGISTERING, "start registering");
        later(machine, boot, from.plus(inventory.profile.reboot()), WAITING, "waiting for allocation");
    }

    private void later(Machine machine, int boot, Instant due, ProvisioningEvent event, String message) {
        inventory.schedule.at(due, now -> {
            if (machine.boots == boot && machine.powered) {
                machine.receive(event, message, now);
            }
        });
    }

    /** Power off, reset and cycle are logged; what the machine then does depends on whether somebody holds it. */
    void power(Machine machine, Route command) {
        switch (command) {
            case POWER_OFF -> {
                machine.receive(PLANNED_REBOOT, "OFF", inventory.now());
                machine.powered = false;
                machine.boots++;
            }
            case POWER_RESET, POWER_CYCLE -> {
                machine.receive(PLANNED_REBOOT, command == Route.POWER_RESET ? "RESET" : "CYCLE", inventory.now());
                restart(machine);
            }
            case POWER_ON -> {
                if (!machine.powered) {
                    restart(machine);
                }
            }
            default -> {} // where it boots from next: nobody sees a difference
        }
    }

    private void restart(Machine machine) {
        machine.powered = true;
        var boot = ++machine.boots;
        if (machine.allocation == null) {
            bootToWaiting(machine, boot, inventory.now());
        }
    }

    /**
     * The machine boots into its installer without being asked through a planned reboot, so its {@code PXE Booting}
     * comes unexpectedly. Where the simulator installs, the installation follows.
     */
    void reinstall(Machine machine) {
        machine.powered = true;
        if (!inventory.profile.installs()) {
            machine.boots++;
            return;
        }
        var start = inventory.now();
        var fifth = inventory.profile.install().dividedBy(5);
        var boot = ++machine.boots;
        later(machine, boot, start.plus(fifth), PXE_BOOTING, "machine sent extended dhcp request");
        later(machine, boot, start.plus(fifth.multipliedBy(2)), PREPARING, "prepare machine");
        later(machine, boot, start.plus(fifth.multipliedBy(3)), REGISTERING, "start registering");
        later(machine, boot, start.plus(fifth.multipliedBy(4)), INSTALLING, "start installation");
        later(machine, boot, start.plus(inventory.profile.install()), BOOTING_NEW_KERNEL, "booting into distro kernel");
        later(machine, boot, start.plus(inventory.profile.install()), PHONED_HOME, "phoned home");
    }

    /** The message to the queue, on which addresses and ASN of a machine are given back. */
    void releaseLater(String machineId, int asn) {
        var attached = new Ips(inventory).attachedTo(machineId);
        inventory.schedule.at(inventory.now().plus(inventory.profile.ipRelease()), now -> {
            if (inventory.races.ipReleasePaused) {
                inventory.races.pausedReleases.add(() -> release(machineId, asn, attached));
            } else {
                release(machineId, asn, attached);
            }
        });
    }

    private void release(String machineId, int asn, List<Ip> attached) {
        inventory.asns.release(asn);
        var tag = Ip.machineTag(machineId);
        for (var ip : attached) {
            var stillThere =
                    inventory.ips.get(ip.address.toString()) == ip && ip.tags().contains(tag);
            if (!stillThere || heldAgain(machineId, ip)) {
                continue;
            }
            var tags = new ArrayList<>(ip.tags());
            tags.remove(tag);
            ip.tag(tags);
            if (!ip.isStatic && !ip.hasMachineScope()) {
                new Ips(inventory).release(ip);
            }
        }
    }

    private boolean heldAgain(String machineId, Ip ip) {
        var machine = inventory.machines.get(machineId);
        return machine != null
                && machine.allocation != null
                && machine.allocation.ips().contains(ip.address.toString());
    }

    Ledger.Change change(Ledger.What what, Machine machine) {
        var held = machine.allocation;
        return new Ledger.Change(
                inventory.now(),
                what,
                machine.id,
                held == null ? "" : held.uuid,
                held == null ? "" : held.project,
                held == null ? "" : held.name,
                machine.tags);
    }
}
