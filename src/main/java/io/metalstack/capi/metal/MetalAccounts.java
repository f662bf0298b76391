package io.metalstack.capi.metal;

import io.metalstack.capi.metal.FleetSnapshot.Difference;
import io.metalstack.capi.time.LastCalls;
import io.metalstack.capi.time.Timetable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * metal-api as each account sees it. Accounts share nothing that one of them was told: two may be two installations of
 * metal-stack, in which the same id means two things.
 */
public final class MetalAccounts implements AutoCloseable {

    private final Function<MetalAccount, RestMetalApi> open;
    private final Timetable timetable;
    private final Duration interval;
    private final Duration pendingInterval;
    private final ConcurrentMap<MetalAccount, Access> accesses = new ConcurrentHashMap<>();
    private final List<Consumer<Difference>> listeners = new CopyOnWriteArrayList<>();

    private record Access(RestMetalApi api, FleetSnapshot fleets) {
        Known known(MetalAccount account) {
            var name = account.isProvider() ? "provider" : account.namespace() + "/" + account.secret();
            return new Known(name, api.address(), api.lastCalls(), fleets.known());
        }
    }

    /**
     * @param open how an account's metal-api is spoken to; asked once for each
     * @param interval from one look at a project's machines to the next, give or take a tenth
     * @param pendingInterval the same for machines that something is expected of
     */
    public MetalAccounts(
            Function<MetalAccount, RestMetalApi> open,
            Timetable timetable,
            Duration interval,
            Duration pendingInterval,
            MeterRegistry meters) {
        this.open = open;
        this.timetable = timetable;
        this.interval = interval;
        this.pendingInterval = pendingInterval;
        Gauge.builder("metal.snapshot.age", this, MetalAccounts::ageInSeconds)
                .description("Age of the oldest fleet among the watched projects; not a number if none is watched")
                .baseUnit("seconds")
                .register(meters);
    }

    /** metal-api with the credentials of this account. */
    public MetalApi api(MetalAccount account) {
        return access(account).api;
    }

    /** How long the account's signatures are accepted; while that cannot be read, the longest that is possible. */
    public Duration signatureLifetime(MetalAccount account) {
        try {
            return api(account).signatureLifetime();
        } catch (MetalException e) {
            return MetalApi.LONGEST_SIGNATURE_LIFETIME;
        }
    }

    /** The machines that this account sees. */
    public FleetSnapshot fleets(MetalAccount account) {
        return access(account).fleets;
    }

    /**
     * Looks at the project from now on, with this account and no other. May be said again and again.
     *
     * @param watcher who is interested, for example a cluster's namespace and name
     */
    public void watch(MetalAccount account, String project, String watcher) {
        fleets(account).watch(project, watcher);
        accesses.forEach((other, access) -> {
            if (!other.equals(account)) {
                leave(access, watcher);
            }
        });
    }

    /** Takes back every interest of this watcher, whatever the account and the project. */
    public void unwatch(String watcher) {
        accesses.values().forEach(it -> leave(it, watcher));
    }

    /**
     * With the last one who watched, what is open is closed; whoever asks all the same opens it again. Where nobody
     * watched before, somebody may be asking: a cluster that comes up asks before it watches.
     */
    private static void leave(Access access, String watcher) {
        if (access.fleets.isIdle()) {
            return;
        }
        access.fleets.unwatch(watcher);
        if (access.fleets.isIdle()) {
            access.api.close();
        }
    }

    /** What is known of metal-api with each account that is used, those of clusters by their names. */
    public List<Known> known() {
        return accesses.entrySet().stream()
                .map(it -> it.getValue().known(it.getKey()))
                .sorted(Comparator.comparing(Known::account))
                .toList();
    }

    /**
     * What is known of metal-api with one account.
     *
     * @param account {@code provider}, or namespace and name of the Secret
     * @param credentials address and kind of key, without the key; or why they cannot be read
     * @param projects those whose machines are looked at
     */
    public record Known(
            String account, String credentials, LastCalls.Known calls, List<FleetSnapshot.Known> projects) {}

    /** Who wants to know of each difference. Called on the thread that looked, so it has to return at once. */
    public void onDifference(Consumer<Difference> listener) {
        listeners.add(listener);
    }

    /** Looks no more, and ends the connections as soon as the calls under way have ended. */
    @Override
    public void close() {
        accesses.values().forEach(it -> {
            it.fleets.close();
            it.api.close();
        });
    }

    private Access access(MetalAccount account) {
        return accesses.computeIfAbsent(account, it -> {
            var api = open.apply(it);
            return new Access(api, new FleetSnapshot(api, timetable, interval, pendingInterval, listeners));
        });
    }

    private double ageInSeconds() {
        return accesses.values().stream()
                .map(it -> it.fleets.ageInSeconds())
                .flatMapToDouble(OptionalDouble::stream)
                .max()
                .orElse(Double.NaN);
    }
}
