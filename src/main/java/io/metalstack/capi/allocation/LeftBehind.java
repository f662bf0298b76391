package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MetalMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Tells all that an object is released by force with: what may stay in metal-stack, and how to find it there. */
public final class LeftBehind {

    private LeftBehind() {}

    /** One sentence, for an Event. */
    public static String of(AllocationObservation seen) {
        var record = seen.record();
        if (record.neverAsked()) {
            return "released by force: no " + record.kind().role() + " was ever asked for";
        }
        var left = new ArrayList<String>();
        var ids = new TreeSet<>(shown(seen.sighting()));
        record.providerId().map(ProviderId::machineId).ifPresent(ids::add);
        ids.forEach(it -> left.add(record.kind().role() + " " + it));
        record.allocationUuid().ifPresent(it -> left.add("allocation " + it));
        record.claim().ifPresent(it -> left.add("claim " + it));
        seen.project().ifPresent(it -> left.add("project " + it));
        seen.around().clusterUid(record).ifPresent(it -> left.add("cluster-uid " + it));
        return "released by force, nothing was freed. May be left in metal-stack, and be paid for: "
                + String.join(", ", left) + "; look for the tag " + record.resourceTag();
    }

    private static List<String> shown(Sighting sighting) {
        return switch (sighting) {
            case Sighting.Ours(var machine) -> List.of(machine.id());
            case Sighting.Several(var ours, var others) ->
                Stream.concat(ours.stream().map(MetalMachine::id), others.stream())
                        .toList();
            case Sighting.Foreign foreign -> List.of(); // spec.providerID names it
            case Sighting.Adoptable(var machine, var imported, var alike) ->
                Stream.concat(Stream.of(machine.id()), alike.stream()).toList();
            case Sighting.Absent absent -> List.of();
            case Sighting.NotLooked notLooked -> List.of();
            case Sighting.Unreadable unreadable -> List.of();
        };
    }
}
