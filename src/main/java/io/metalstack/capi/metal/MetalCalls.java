package io.metalstack.capi.metal;

import io.metalstack.capi.metal.MetalConnection.Patience;
import io.metalstack.capi.metal.MetalFailures.Kind;
import io.metalstack.capi.time.LastCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls over the connection that belongs to the credentials of the moment, times them as {@code metal.api.calls} by
 * operation and outcome, and turns whatever goes wrong into a {@link MetalException}.
 */
final class MetalCalls implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(MetalCalls.class);

    private final Supplier<Credentials> source;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Patience patience;
    private final LastCalls last;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable MetalConnection current;

    MetalCalls(Supplier<Credentials> source, Clock clock, MeterRegistry meters, Patience patience) {
        this.source = source;
        this.clock = clock;
        this.meters = meters;
        this.patience = patience;
        this.last = new LastCalls(clock);
    }

    /** One call. */
    interface Call<T> {
        T over(MetalConnection api) throws IOException, InterruptedException;
    }

    <T> T call(String operation, Kind kind, Call<T> call) {
        return call(operation, kind, Echo.OF_SIGNATURE, call);
    }

    /** @param echo what must not come back in an error's text */
    <T> T call(String operation, Kind kind, Echo echo, Call<T> call) {
        var outcome = "ok";
        var timer = Timer.start(meters);
        try {
            return call(kind, echo, call);
        } catch (MetalException e) {
            outcome = e.failure().getClass().getSimpleName();
            remember(operation, outcome, e.failure());
            throw e;
        } finally {
            var took = timer.stop(meters.timer("metal.api.calls", "operation", operation, "outcome", outcome));
            LOG.debugf("%s: %s after %d ms", operation, outcome, TimeUnit.NANOSECONDS.toMillis(took));
        }
    }

    /** That something does not exist is an answer like another. */
    private void remember(String operation, String outcome, MetalFailure failure) {
        if (!(failure instanceof MetalFailure.NotFound)) {
            last.failed(operation, outcome + ": " + failure.message());
        }
    }

    /** When metal-api answered and failed last. */
    LastCalls.Known lastCalls() {
        return last.known();
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
        var wanted = credentials();
        lock.lock();
        try {
            var connection = current;
            if (connection == null || !connection.credentials().equals(wanted)) {
                if (connection != null) {
                    connection.leave();
                }
                connection = new MetalConnection(wanted, clock, patience, last);
                current = connection;
            }
            connection.enter();
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The credentials of the moment.
     *
     * @throws MetalException they cannot be read
     */
    Credentials credentials() {
        try {
            return source.get();
        } catch (IllegalArgumentException e) {
            throw new MetalException(new MetalFailure.NoCredentials(String.valueOf(e.getMessage())), e);
        }
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
}
