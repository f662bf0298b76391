package io.metalstack.capi.allocation;

import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What metal-api showed. Not having seen a machine is different from not having been able to look. */
public sealed interface Sighting {

    /** Nobody looked, as there was nothing to look for. */
    record NotLooked() implements Sighting {}

    /**
     * No allocation of ours was there.
     *
     * @param asOf when that look was started: what happened since cannot have been seen
     */
    record Absent(Instant asOf) implements Sighting {}

    /** Exactly one allocation is ours. */
    record Ours(MetalMachine machine) implements Sighting {}

    /**
     * The object names this machine, and nothing shows that its allocation was ever ours.
     *
     * @param why a sentence
     */
    record Foreign(String machineId, String why) implements Sighting {
        public Foreign(String machineId) {
            this(machineId, AllocationPlan.notOurs(machineId));
        }
    }

    /**
     * An allocation that is not recorded, and may be: see {@link Takeover}.
     *
     * @param imported because a person named it; else the Go provider made it for this very object
     * @param alike ids of other machines that the Go provider made for this very object and lost
     */
    record Adoptable(MetalMachine machine, boolean imported, List<String> alike) implements Sighting {}

    /**
     * More than one machine is, or is said to be, this object's.
     *
     * @param ours whose allocations are provably ours
     * @param others ids of machines that the object names although they are not
     */
    record Several(List<MetalMachine> ours, List<String> others) implements Sighting {

        /** All ids, sorted, so that a message stays the same. */
        public List<String> machineIds() {
            var ids = new ArrayList<>(others);
            ours.forEach(it -> ids.add(it.id()));
            return ids.stream().sorted().toList();
        }
    }

    /** metal-api could not be asked, or did not answer as it should. Says nothing about what exists. */
    record Unreadable(MetalFailure why) implements Sighting {}

    /**
     * Judges what a look showed.
     *
     * @param machines all that are allocated in the project, or were found by id or claim
     * @param asOf when the look was started
     */
    static Sighting of(
            List<MetalMachine> machines,
            Instant asOf,
            AllocationRecord record,
            Optional<String> project,
            Optional<String> clusterUid) {
        var ours = machines.stream()
                .filter(it -> record.holds(it, project, clusterUid))
                .toList();
        // An id alone, without a record of the allocation, was given by hand or by the Go provider.
        var named = record.allocationUuid().isPresent()
                ? Optional.<String>empty()
                : record.providerId()
                        .map(ProviderId::machineId)
                        .filter(id -> ours.stream().noneMatch(it -> it.id().equals(id)));
        if (ours.isEmpty()) {
            return named.<Sighting>map(Foreign::new).orElseGet(() -> new Absent(asOf));
        }
        return ours.size() == 1 && named.isEmpty()
                ? new Ours(ours.getFirst())
                : new Several(ours, named.stream().toList());
    }
}
