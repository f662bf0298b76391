package io.metalstack.lab.simulator;

import java.util.ArrayList;

/** Carries out an allocation: check, choose, attach the networks, write it down; or leave everything as it was. */
final class Allocator {
    static final long FIRST_ASN = 4210000000L;

    private final Inventory inventory;
    private final Lifecycle lifecycle;

    Allocator(Inventory inventory, Lifecycle lifecycle) {
        this.inventory = inventory;
        this.lifecycle = lifecycle;
    }

    Machine allocate(Requests.Allocate request, AllocationRole role, String creator) {
        var plan = new AllocationCheck(inventory).check(request, role);
        var machine = new MachineChoice(inventory).choose(plan);
        var asn = inventory.asns.acquire();
        try {
            var networks = new AllocationNetworks(inventory, plan, machine).make(asn);
            if (inventory.races.lost(Race.ALLOCATED_MEANWHILE)) {
                throw ApiError.unprocessable("machine \"" + machine.id + "\" already allocated");
            }
            if (inventory.races.lost(Race.FINAL_UPDATE)) {
                throw ApiError.changedMeanwhile("machine", machine.id);
            }
            machine.allocation = new Allocation(
                    inventory.newUuid(),
                    creator,
                    inventory.now(),
                    role,
                    request,
                    plan.project().meta().id(),
                    plan.image().id(),
                    plan.layout(),
                    networks,
                    asn,
                    plan.rules(),
                    plan.dnsServers(),
                    plan.ntpServers());
        } catch (ApiError e) {
            lifecycle.releaseLater(machine.id, asn);
            throw e;
        }
        var userTags = new ArrayList<>(Requests.listOf(request.tags()));
        machine.tags = machine.withSystemTags(userTags, FIRST_ASN + asn);
        machine.waiting = false;
        machine.changed = inventory.now();
        lifecycle.allocated(machine);
        inventory.ledger.add(lifecycle.change(Ledger.What.MACHINE_ALLOCATED, machine));
        return machine;
    }
}
