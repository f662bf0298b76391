package io.metalstack.capi.metal;

import io.metalstack.capi.metal.FleetSnapshot.Difference;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What distinguishes one fleet from the next. */
final class FleetDifference {

    /** The part of a machine whose change anybody reacts to. The time of the last heartbeat is not in it. */
    private record Concern(
            Optional<String> allocationUuid,
            Optional<List<MetalMachine.Network>> networks,
            Set<String> tags,
            boolean locked,
            String liveliness,
            String newestEvent,
            @Nullable Instant phonedHomeAt,
            boolean crashLoop,
            boolean failedReclaim) {

        static Concern of(MetalMachine machine) {
            return new Concern(
                    machine.allocation().map(MetalMachine.Allocation::uuid),
                    machine.allocation().map(MetalMachine.Allocation::networks),
                    machine.tags(),
                    machine.locked(),
                    machine.liveliness(),
                    machine.events().newest(),
                    machine.events().phonedHomeAt(),
                    machine.events().crashLoop(),
                    machine.events().failedReclaim());
        }
    }

    private FleetDifference() {}

    static Difference none(String project) {
        return new Difference(project, List.of(), List.of());
    }

    static Difference between(@Nullable Fleet before, Fleet after) {
        var old = before == null ? Map.<String, MetalMachine>of() : byId(before);
        var now = byId(after);
        return new Difference(
                after.project(),
                now.values().stream()
                        .filter(it -> differs(old.get(it.id()), it))
                        .toList(),
                old.values().stream().filter(it -> !now.containsKey(it.id())).toList());
    }

    /**
     * The fleet with what a look at a single machine showed. Hardware that the look did not show at all stays as it was:
     * whether that means anything, the next look at the project tells.
     */
    static Fleet merge(Fleet fleet, String id, List<MetalMachine> shown) {
        if (shown.isEmpty()) {
            return fleet;
        }
        var others = fleet.machines().stream().filter(it -> !it.id().equals(id));
        var still = shown.stream()
                .filter(it -> it.allocation()
                        .filter(held -> held.project().equals(fleet.project()))
                        .isPresent());
        return new Fleet(
                fleet.project(), fleet.startedAt(), Stream.concat(others, still).toList());
    }

    private static boolean differs(@Nullable MetalMachine before, MetalMachine now) {
        return before == null || !Concern.of(before).equals(Concern.of(now));
    }

    private static Map<String, MetalMachine> byId(Fleet fleet) {
        return fleet.machines().stream()
                .collect(
                        Collectors.toMap(MetalMachine::id, Function.identity(), (first, again) -> again, HashMap::new));
    }
}
