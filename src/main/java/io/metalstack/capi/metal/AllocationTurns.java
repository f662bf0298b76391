package io.metalstack.capi.metal;

import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * How many machines of one partition are asked for at the same time, whosever credentials are used: metal-api locks per
 * partition and gives up after 10 s.
 */
public final class AllocationTurns {

    private final int perPartition;
    private final ConcurrentMap<String, Semaphore> turns = new ConcurrentHashMap<>();

    public AllocationTurns(int perPartition) {
        this.perPartition = perPartition;
    }

    Semaphore at(URI api, String partition) {
        return turns.computeIfAbsent(api + " " + partition, it -> new Semaphore(perPartition));
    }
}
