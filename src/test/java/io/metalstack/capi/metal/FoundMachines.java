package io.metalstack.capi.metal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A metal-api of which only machines are asked, and which remembers what it was asked. */
final class FoundMachines implements MetalApi {

    static final String PROJECT = "p-1";

    private final Map<String, MetalMachine> machines = new ConcurrentHashMap<>();
    private final List<MachineQuery> queries = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile String failure = "";

    void holds(String... ids) {
        failure = "";
        machines.keySet().retainAll(List.of(ids));
        for (var id : ids) {
            machines.computeIfAbsent(id, it -> machine(it, PROJECT, "Waiting", null));
        }
    }

    void event(String id, String event) {
        machines.put(id, machine(id, PROJECT, event, null));
    }

    void heartbeat(String id) {
        machines.put(id, machine(id, PROJECT, "Waiting", Instant.now()));
    }

    void moves(String id, String project) {
        machines.put(id, machine(id, project, "Waiting", null));
    }

    void fails(String message) {
        failure = message;
    }

    void holdBack() {
        gate = new CountDownLatch(1);
    }

    void answer() {
        gate.countDown();
    }

    List<MachineQuery> queries() {
        return queries;
    }

    void forgetQueries() {
        queries.clear();
    }

    @Override
    public List<MetalMachine> findMachines(MachineQuery query) {
        queries.add(query);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!failure.isEmpty()) {
            throw new MetalException(new MetalFailure.Unavailable(failure));
        }
        return machines.values().stream()
                .filter(it -> query.id().map(it.id()::equals).orElse(true))
                .filter(it -> query.project()
                        .map(project -> it.allocation().orElseThrow().project().equals(project))
                        .orElse(true))
                .toList();
    }

    private static MetalMachine machine(String id, String project, String event, @Nullable Instant lastEventAt) {
        var time = Instant.parse("2026-01-02T03:04:05Z");
        var phonedHome = event.equals("Phoned Home") ? time : null;
        return new MetalMachine(
                id,
                "muc",
                "v1-small-x86",
                "",
                "Alive",
                false,
                Set.of("claim=" + id),
                new MetalMachine.ProvisioningEvents(event, time, lastEventAt, phonedHome, false, false),
                Optional.of(new MetalMachine.Allocation(
                        "a-" + id, project, "machine", id, "host-" + id, "debian-13.0", time, List.of())));
    }

    @Override
    public MetalMachine allocateMachine(MachineAllocation request, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void freeMachine(String machineId, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MetalNetwork allocateNetwork(NetworkAllocation request, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<MetalNetwork> findNetworks(NetworkQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void freeNetwork(String networkId, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MetalIp allocateIp(IpAllocation request, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<MetalIp> findIps(IpQuery query) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void freeIp(String address, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void tagIp(String address, List<String> tags, Instant signedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int freeMachines(String project, String partition, String size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<MetalSize> size(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> newestImage(String series) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> projectName(String projectId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Duration signatureLifetime() {
        throw new UnsupportedOperationException();
    }
}
