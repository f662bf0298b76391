package io.metalstack.capi.metal;

import io.metalstack.capi.metal.IpRoutes.IpAnswer;
import io.metalstack.capi.metal.MetalConnection.Patience;
import io.metalstack.capi.metal.MetalFailures.Kind;
import io.metalstack.capi.metal.NetworkRoutes.NetworkAnswer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * metal-api's REST interface, version 1. Nothing is repeated in here: a call is sent once, and its failure says whether
 * the caller may repeat it. Every call is timed as {@code metal.api.calls}, by operation and outcome.
 */
public final class RestMetalApi implements MetalApi, AutoCloseable {

    /** An allocate that waited for its turn is only sent while this much of its signature's life is left. */
    private static final Duration TIME_TO_TRAVEL = Duration.ofSeconds(5);

    private final Supplier<Credentials> credentials;
    private final Clock clock;
    private final MeterRegistry meters;
    private final int allocationsPerPartition;
    private final Patience patience;
    private final ConcurrentMap<String, Semaphore> turns = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MetalConnection current;

    /**
     * @param credentials asked for each call, so that they may change; {@link CredentialsSource} as a rule
     * @param allocationsPerPartition how many machines of one partition may be asked for at the same time: metal-api
     *     locks per partition and gives up after 10 s
     */
    public RestMetalApi(
            Supplier<Credentials> credentials, Clock clock, MeterRegistry meters, int allocationsPerPartition) {
        this(credentials, clock, meters, allocationsPerPartition, Patience.DEFAULT);
    }

    RestMetalApi(
            Supplier<Credentials> credentials,
            Clock clock,
            MeterRegistry meters,
            int allocationsPerPartition,
            Patience patience) {
        this.credentials = credentials;
        this.clock = clock;
        this.meters = meters;
        this.allocationsPerPartition = allocationsPerPartition;
        this.patience = patience;
    }

    @Override
    public MetalMachine allocateMachine(MachineAllocation request, Instant signedAt) {
        return call("machine-allocate", Kind.ALLOCATE, Echo.of(request.userData()), api -> {
            var turn = turns.computeIfAbsent(
                    api.credentials().url() + " " + request.partition(), it -> new Semaphore(allocationsPerPartition));
            awaitTurn(turn, signedAt);
            try {
                var answer = api.allocating()
                        .machines()
                        .allocate(MetalSignature.date(signedAt), MachineRoutes.Allocate.of(request));
                return MachineAnswers.machine(known(answer, answer == null ? null : answer.id()));
            } finally {
                turn.release();
            }
        });
    }

    @Override
    public List<MetalMachine> findMachines(MachineQuery query) {
        return call(
                "machine-find",
                Kind.READ,
                api -> MachineAnswers.read(api.others().machines().find(MachineRoutes.Find.of(query))));
    }

    @Override
    public void freeMachine(String machineId, Instant signedAt) {
        requireText(machineId);
        call("machine-free", Kind.FREE, api -> {
            var answer = api.others().machines().free(MetalSignature.date(signedAt), machineId);
            return known(answer, answer == null ? null : answer.id());
        });
    }

    @Override
    public MetalNetwork allocateNetwork(NetworkAllocation request, Instant signedAt) {
        return call("network-allocate", Kind.ALLOCATE, api -> {
            var answer = api.allocating()
                    .networks()
                    .allocate(MetalSignature.date(signedAt), NetworkRoutes.Allocate.of(request));
            return known(answer, answer == null ? null : answer.id()).network();
        });
    }

    @Override
    public List<MetalNetwork> findNetworks(NetworkQuery query) {
        return call(
                "network-find",
                Kind.READ,
                api -> Answers.each(api.others().networks().find(NetworkRoutes.Find.of(query))).stream()
                        .map(NetworkAnswer::network)
                        .toList());
    }

    @Override
    public void freeNetwork(String networkId, Instant signedAt) {
        requireText(networkId);
        call("network-free", Kind.FREE, api -> {
            var answer = api.others().networks().free(MetalSignature.date(signedAt), networkId);
            return known(answer, answer == null ? null : answer.id());
        });
    }

    @Override
    public MetalIp allocateIp(IpAllocation request, Instant signedAt) {
        return call("ip-allocate", Kind.ALLOCATE, api -> {
            var answer = api.allocating().ips().allocate(MetalSignature.date(signedAt), IpRoutes.Allocate.of(request));
            return known(answer, answer == null ? null : answer.address()).ip();
        });
    }

    @Override
    public List<MetalIp> findIps(IpQuery query) {
        return call(
                "ip-find",
                Kind.READ,
                api -> Answers.each(api.others().ips().find(IpRoutes.Find.of(query))).stream()
                        .map(IpAnswer::ip)
                        .toList());
    }

    @Override
    public void freeIp(String address, Instant signedAt) {
        requireText(address);
        call("ip-free", Kind.FREE, api -> {
            var answer = api.others().ips().free(MetalSignature.date(signedAt), address);
            return known(answer, answer == null ? null : answer.address());
        });
    }

    @Override
    public void tagIp(String address, List<String> tags, Instant signedAt) {
        requireText(address);
        call("ip-update", Kind.FREE, api -> {
            var answer = api.others().ips().update(MetalSignature.date(signedAt), new IpRoutes.Update(address, tags));
            return known(answer, answer == null ? null : answer.address());
        });
    }

    @Override
    public Optional<String> projectName(String projectId) {
        requireText(projectId);
        try {
            return Optional.of(call("project-get", Kind.READ, api -> {
                var answer = api.others().projects().get(projectId);
                var meta = answer == null ? null : answer.meta();
                return Answers.text(
                        known(answer, meta == null ? null : meta.id()).name());
            }));
        } catch (MetalException e) {
            if (e.failure() instanceof MetalFailure.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Duration signatureLifetime() {
        return credentialsNow().role().signatureLifetime();
    }

    /** Ends the connections as soon as the calls under way have ended. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (current != null) {
                current.leave();
                current = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private interface Call<T> {
        T over(MetalConnection api) throws IOException, InterruptedException;
    }

    private <T> T call(String operation, Kind kind, Call<T> call) {
        return call(operation, kind, Echo.OF_SIGNATURE, call);
    }

    private <T> T call(String operation, Kind kind, Echo echo, Call<T> call) {
        var outcome = "ok";
        var timer = Timer.start(meters);
        try {
            return call(kind, echo, call);
        } catch (MetalException e) {
            outcome = e.failure().getClass().getSimpleName();
            throw e;
        } finally {
            timer.stop(meters.timer("metal.api.calls", "operation", operation, "outcome", outcome));
        }
    }

    private <T> T call(Kind kind, Echo echo, Call<T> call) {
        var connection = enter();
        try {
            return call.over(connection);
        } catch (MetalException e) {
            throw e;
        } catch (RefusedAnswer e) {
            throw new MetalException(MetalFailures.of(kind, e, echo));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MetalException(new MetalFailure.Busy("Interrupted before the call was made"), e);
        } catch (IOException | RuntimeException e) {
            // Whatever went wrong once the call was on its way leaves doubt, so no exception is let through as it is.
            var address = connection.credentials().url().toString();
            var failure = MetalFailures.of(kind, e, address);
            throw MetalFailures.quotesTheAnswer(e) ? new MetalException(failure) : new MetalException(failure, e);
        } finally {
            connection.leave();
        }
    }

    private MetalConnection enter() {
        var wanted = credentialsNow();
        lock.lock();
        try {
            var connection = current;
            if (connection == null || !connection.credentials().equals(wanted)) {
                if (connection != null) {
                    connection.leave();
                }
                connection = new MetalConnection(wanted, clock, patience);
                current = connection;
            }
            connection.enter();
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private Credentials credentialsNow() {
        try {
            return credentials.get();
        } catch (IllegalArgumentException e) {
            throw new MetalException(new MetalFailure.Unavailable(String.valueOf(e.getMessage())), e);
        }
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
