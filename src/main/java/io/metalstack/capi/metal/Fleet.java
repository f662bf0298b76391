package io.metalstack.capi.metal;

import java.time.Instant;
import java.util.List;

/**
 * All machines and firewalls of a project, as one find showed them.
 *
 * @param startedAt when that find was sent, by the provider's clock. Single machines may be shown as they were later
 */
public record Fleet(String project, Instant startedAt, List<MetalMachine> machines) {

    public Fleet {
        machines = List.copyOf(machines);
    }
}
