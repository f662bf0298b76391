package io.metalstack.capi.metal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All machines and firewalls of a project, as one find showed them.
 *
 * @param startedAt when that find was sent, by the provider's clock. Single machines may be shown as they were later
 */
public record Fleet(String project, Instant startedAt, List<MetalMachine> machines) {

    public Fleet {
        machines = List.copyOf(machines);
    }

    /** The machine with this hardware id, if it is allocated in this project. */
    public Optional<MetalMachine> machine(String id) {
        return those(it -> it.id().equals(id)).stream().findFirst();
    }

    /** Machines that carry this tag exactly. */
    public List<MetalMachine> tagged(String tag) {
        return those(it -> it.tags().contains(tag));
    }

    /** Machines whose allocation has this hostname; metal-api does not keep them apart. */
    public List<MetalMachine> withHostname(String hostname) {
        return those(it ->
                it.allocation().filter(held -> held.hostname().equals(hostname)).isPresent());
    }

    private List<MetalMachine> those(Predicate<MetalMachine> wanted) {
        return machines.stream().filter(wanted).toList();
    }
}
