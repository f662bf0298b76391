package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A cluster that gets another manager, step by step: what metal-api is asked meanwhile, in a table of a line a step. */
final class Journey {
    private static final String TABLE = "%-50s %5s %9s %5s %6s  %-11s %s";

    private final MetalReader metal;
    private final MetalControl control = new MetalControl(Variables.simulatorUrl());
    private final Path log;
    private final List<String> rows = new ArrayList<>();

    /** @param log that may tell more when something is not as it should be */
    Journey(MetalReader metal, Path log) {
        this.metal = metal;
        this.log = log;
        rows.add(TABLE.formatted("", "held", "allocate", "free", "asked", "reconciled", "boot ids"));
    }

    /** Number of the last call of metal-api. */
    long last() {
        return control.callsSince(0).last();
    }

    MetalControl.Calls since(long number) {
        return control.callsSince(number);
    }

    /** Of machines and firewalls: another one on the same hardware is another allocation. */
    TreeSet<String> allocations() {
        var uuids = new TreeSet<String>();
        metal.machines(Map.of("allocation_project", Variables.PROJECT))
                .forEach(it -> uuids.add(it.at("/allocation/allocationuuid").asText()));
        return uuids;
    }

    /** Each machine and firewall that is held was asked for once, and none was given back. */
    void requireAllocatedOnce() {
        var made = control.machinesMovedSince(0);
        require(made.size() == allocations().size(), "metal-api saw %s for %s".formatted(made, allocations()));
    }

    void requireUntouched(String what, MetalControl.Calls calls) {
        require(calls.allocate() == 0 && calls.free() == 0, "%s: metal-api saw %s".formatted(what, calls));
    }

    void require(boolean well, String complaint) {
        if (!well) {
            throw new LabException(complaint, log);
        }
    }

    /** @param reconciled of how many objects the manager has said that they are ready as they are now */
    void row(String what, MetalControl.Calls calls, String reconciled, String boots) {
        rows.add(TABLE.formatted(
                        what,
                        metal.heldBy(Variables.PROJECT).size(),
                        calls.allocate(),
                        calls.free(),
                        calls.others(),
                        reconciled,
                        boots)
                .stripTrailing());
    }

    String table() {
        return String.join("\n", rows);
    }
}
