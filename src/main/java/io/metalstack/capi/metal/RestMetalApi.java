package io.metalstack.capi.metal;

import io.metalstack.capi.metal.IpRoutes.IpAnswer;
import io.metalstack.capi.metal.MetalConnection.Patience;
import io.metalstack.capi.metal.MetalFailures.Kind;
import io.metalstack.capi.metal.NetworkRoutes.NetworkAnswer;
import io.metalstack.capi.time.LastCalls;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * metal-api's REST interface, version 1. Nothing is repeated in here: a call is sent once, and its failure says whether
 * the caller may repeat it.
 */
public final class RestMetalApi implements MetalApi, AutoCloseable {

    /** An allocate that waited for its turn is only sent while this much of its signature's life is left. */
    private static final Duration TIME_TO_TRAVEL = Duration.ofSeconds(5);

    private final MetalCalls calls;
    private final Clock clock;
    private final AllocationTurns turns;

    /**
     * @param credentials asked for each call, so that they may change; {@link CredentialsSource} as a rule
     */
    public RestMetalApi(Supplier<Credentials> credentials, Clock clock, MeterRegistry meters, AllocationTurns turns) {
        this(credentials, clock, meters, turns, Patience.DEFAULT);
    }

    RestMetalApi(
            Supplier<Credentials> credentials,
            Clock clock,
            MeterRegistry meters,
            AllocationTurns turns,
            Patience patience) {
        this.calls = new MetalCalls(credentials, clock, meters, patience);
        this.clock = clock;
        this.turns = turns;
    }

    @Override
    public MetalMachine allocateMachine(MachineAllocation request, Instant signedAt) {
        var operation = request.firewallRules().isPresent() ? "firewall-allocate" : "machine-allocate";
        return calls.call(operation, Kind.ALLOCATE, Echo.of(request.userData()), api -> {
            var turn = turns.at(api.credentials().url(), request.partition());
            awaitTurn(turn, signedAt);
            try {
                var date = MetalSignature.date(signedAt);
                var body = MachineRoutes.Allocate.of(request);
                var answer = request.firewallRules().isPresent()
                        ? api.allocating().firewalls().allocate(date, body)
                        : api.allocating().machines().allocate(date, body);
                return MachineAnswers.machine(known(answer, answer == null ? null : answer.id()));
            } finally {
                turn.release();
            }
        });
    }

    @Override
    public List<MetalMachine> findMachines(MachineQuery query) {
        return calls.call(
                "machine-find",
                Kind.READ,
                api -> MachineAnswers.read(api.others().machines().find(MachineRoutes.Find.of(query))));
    }

    @Override
    public void freeMachine(String machineId, Instant signedAt) {
        requireText(machineId);
        calls.call("machine-free", Kind.FREE, api -> {
            var answer = api.others().machines().free(MetalSignature.date(signedAt), machineId);
            return known(answer, answer == null ? null : answer.id());
        });
    }

    @Override
    public MetalNetwork allocateNetwork(NetworkAllocation request, Instant signedAt) {
        return calls.call("network-allocate", Kind.ALLOCATE, api -> {
            var answer = api.allocating()
                    .networks()
                    .allocate(MetalSignature.date(signedAt), NetworkRoutes.Allocate.of(request));
            return known(answer, answer == null ? null : answer.id()).network();
        });
    }

    @Override
    public List<MetalNetwork> findNetworks(NetworkQuery query) {
        return calls.call(
                "network-find",
                Kind.READ,
                api -> Answers.each(api.others().networks().find(NetworkRoutes.Find.of(query))).stream()
                        .map(NetworkAnswer::network)
                        .toList());
    }

    @Override
    public void freeNetwork(String networkId, Instant signedAt) {
        requireText(networkId);
        calls.call("network-free", Kind.FREE, api -> {
            var answer = api.others().networks().free(MetalSignature.date(signedAt), networkId);
            return known(answer, answer == null ? null : answer.id());
        });
    }

    @Override
    public MetalIp allocateIp(IpAllocation request, Instant signedAt) {
        return calls.call("ip-allocate", Kind.ALLOCATE, api -> {
            var answer = api.allocating().ips().allocate(MetalSignature.date(signedAt), IpRoutes.Allocate.of(request));
            return known(answer, answer == null ? null : answer.address()).ip();
        });
    }

    @Override
    public List<MetalIp> findIps(IpQuery query) {
        return calls.call(
                "ip-find",
                Kind.READ,
                api -> Answers.each(api.others().ips().find(IpRoutes.Find.of(query))).stream()
                        .map(IpAnswer::ip)
                        .toList());
    }

    @Override
    public void freeIp(String address, Instant signedAt) {
        requireText(address);
        calls.call("ip-free", Kind.FREE, api -> {
            var answer = api.others().ips().free(MetalSignature.date(signedAt), address);
            return known(answer, answer == null ? null : answer.address());
        });
    }

    @Override
    public void tagIp(String address, List<String> tags, Instant signedAt) {
        requireText(address);
        calls.call("ip-update", Kind.FREE, api -> {
            var answer = api.others().ips().update(MetalSignature.date(signedAt), new IpRoutes.Update(address, tags));
            return known(answer, answer == null ? null : answer.address());
        });
    }

    @Override
    public int freeMachines(String project, String partition, String size) {
        requireText(project);
        return calls.call(
                "partition-capacity",
                Kind.READ,
                api ->
                        Answers.each(api.others()
                                        .partitions()
                                        .capacity(new PartitionRoutes.Find(partition, size, project)))
                                .stream()
                                .flatMap(it -> Answers.each(it.servers()).stream())
                                .filter(it -> size.equals(it.size()))
                                .mapToInt(PartitionRoutes.Servers::free)
                                .sum());
    }

    @Override
    public Optional<String> newestImage(String series) {
        requireText(series);
        return unlessNotFound(() -> calls.call("image-latest", Kind.READ, api -> {
            var answer = api.others().images().latest(series);
            return Answers.text(
                    known(answer, answer == null ? null : answer.id()).id());
        }));
    }

    @Override
    public Optional<MetalSize> size(String id) {
        requireText(id);
        return unlessNotFound(() -> calls.call("size-get", Kind.READ, api -> {
            var answer = api.others().sizes().get(id);
            return known(answer, answer == null ? null : answer.id()).size();
        }));
    }

    @Override
    public Optional<String> projectName(String projectId) {
        requireText(projectId);
        return unlessNotFound(() -> calls.call("project-get", Kind.READ, api -> {
            var answer = api.others().projects().get(projectId);
            var meta = answer == null ? null : answer.meta();
            return Answers.text(known(answer, meta == null ? null : meta.id()).name());
        }));
    }

    private static <T> Optional<T> unlessNotFound(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (MetalException e) {
            if (e.failure() instanceof MetalFailure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** When metal-api answered and failed last. */
    LastCalls.Known lastCalls() {
        return calls.lastCalls();
    }

    /** Where it is and with which kind of key it is asked, without the key; or why that cannot be said. */
    String address() {
        try {
            var credentials = calls.credentials();
            return credentials.url() + " (" + credentials.role().scheme() + ")";
        } catch (MetalException e) {
            return e.failure().message();
        }
    }

    @Override
    public Duration signatureLifetime() {
        return calls.credentials().role().signatureLifetime();
    }

    /** Ends the connections as soon as the calls under way have ended. */
    @Override
    public void close() {
        calls.close();
    }

    /** A signature that got old while waiting would be refused like a wrong key; better not to send it. */
    private void awaitTurn(Semaphore turn, Instant signedAt) throws InterruptedException {
        var left = Duration.between(
                clock.instant(), signedAt.plus(signatureLifetime()).minus(TIME_TO_TRAVEL));
        if (left.isNegative() || !turn.tryAcquire(left.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new MetalException(
                    new MetalFailure.Busy(
                            "Too many machines of this partition are being allocated at the same time; this one was not asked for"));
        }
    }

    /** An answer that does not name what it is about is none of metal-api's. */
    private static <T> T known(@Nullable T answer, @Nullable String id) {
        if (answer == null || Answers.text(id).isEmpty()) {
            throw new IllegalStateException("an answer without an id");
        }
        return answer;
    }

    /** A blank id would make another path. */
    private static void requireText(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("metal-api cannot be asked about a blank id");
        }
    }
}
