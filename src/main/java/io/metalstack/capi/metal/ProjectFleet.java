package io.metalstack.capi.metal;

import io.metalstack.capi.metal.FleetSnapshot.Difference;
import io.metalstack.capi.time.Timetable;
import io.metalstack.capi.time.Timetable.Appointment;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The machines of one project: looking at them, on request and in intervals. */
final class ProjectFleet {

    private static final Logger LOG = Logger.getLogger(ProjectFleet.class);

    /** metal-api reads its whole inventory for each find, so that a few single ones cost more than one for all. */
    private static final int MOST_SINGLE_LOOKS = 3;

    private static final Duration PENDING_FOR = Duration.ofMinutes(15);
    private static final Appointment NONE = () -> {};

    private final String project;
    private final MetalApi api;
    private final Timetable timetable;
    private final Duration interval;
    private final Duration pendingInterval;
    private final Consumer<Difference> announce;

    /** Held while metal-api is asked: one look at a time, so that an older answer never follows a newer one. */
    private final ReentrantLock looking = new ReentrantLock();

    private @Nullable FailedLook failed;
    private volatile @Nullable Fleet latest;

    /** Held while the fields below are read or written, never while metal-api is asked. */
    private final ReentrantLock planning = new ReentrantLock();

    private final Set<String> watchers = new HashSet<>();
    private final Map<String, Instant> pendingUntil = new LinkedHashMap<>();
    private @Nullable Instant watchedSince;
    private Appointment nextLook = NONE;
    private Appointment nextPendingLook = NONE;
    private String lastComplaint = "";

    private record FailedLook(Instant startedAt, MetalException why) {}

    ProjectFleet(
            String project,
            MetalApi api,
            Timetable timetable,
            Duration interval,
            Duration pendingInterval,
            Consumer<Difference> announce) {
        this.project = project;
        this.api = api;
        this.timetable = timetable;
        this.interval = interval;
        this.pendingInterval = pendingInterval;
        this.announce = announce;
    }

    Optional<Fleet> latest() {
        return Optional.ofNullable(latest);
    }

    /** Those that had to wait for a look share the next one, whether it succeeds or fails. */
    Fleet fresh(Instant notBefore) {
        Look look;
        looking.lock();
        try {
            var known = latest;
            if (known != null && counts(known.startedAt(), notBefore)) {
                return known;
            }
            if (failed != null && counts(failed.startedAt, notBefore)) {
                throw new MetalException(failed.why.failure(), failed.why);
            }
            look = look(notBefore);
        } finally {
            looking.unlock();
        }
        announce.accept(look.difference);
        return look.fleet;
    }

    /** A look that lies in the future was made before the clock was set back: it may as well be an old one. */
    private boolean counts(Instant startedAt, Instant notBefore) {
        return !startedAt.isBefore(notBefore) && !startedAt.isAfter(timetable.now());
    }

    private record Look(Fleet fleet, Difference difference) {}

    private Look look(Instant notBefore) {
        var startedAt = timetable.now();
        try {
            if (startedAt.isBefore(notBefore)) {
                throw new MetalException(
                        new MetalFailure.Unavailable(
                                "The clock of this host is behind what was written earlier: metal-api is asked once it has caught up"));
            }
            var fleet = new Fleet(project, startedAt, api.findMachines(MachineQuery.inProject(project)));
            var difference = FleetDifference.between(latest, fleet);
            failed = null;
            latest = fleet;
            forgetPending(difference);
            return new Look(fleet, difference);
        } catch (MetalException e) {
            failed = new FailedLook(startedAt, e);
            throw e;
        } finally {
            planNextLook();
        }
    }

    void watch(String watcher) {
        planning.lock();
        try {
            if (watchers.add(watcher) && watchedSince == null) {
                watchedSince = timetable.now();
                nextLook.cancel();
                nextLook = timetable.after(Duration.ZERO, this::lookInTurn);
                planNextPendingLook();
            }
        } finally {
            planning.unlock();
        }
    }

    /** Whether somebody is still interested. */
    boolean unwatch(String watcher) {
        planning.lock();
        try {
            if (watchers.remove(watcher) && watchers.isEmpty()) {
                close();
            }
            return !watchers.isEmpty();
        } finally {
            planning.unlock();
        }
    }

    void pending(String machineId) {
        planning.lock();
        try {
            pendingUntil.put(machineId, timetable.now().plus(PENDING_FOR));
            planNextPendingLook();
        } finally {
            planning.unlock();
        }
    }

    /** When the project was last seen, or else since when one would like to. Empty if it is not watched. */
    Optional<Instant> seenOrWatchedSince() {
        planning.lock();
        try {
            var since = Optional.ofNullable(watchedSince);
            return since.map(it -> latest().map(Fleet::startedAt).orElse(it));
        } finally {
            planning.unlock();
        }
    }

    FleetSnapshot.Known known() {
        planning.lock();
        try {
            var seen = latest();
            var machines = seen.map(it -> it.machines().size()).orElse(0);
            return new FleetSnapshot.Known(
                    project, machines, seen.map(Fleet::startedAt), watchers.size(), pendingUntil.size());
        } finally {
            planning.unlock();
        }
    }

    void close() {
        planning.lock();
        try {
            watchers.clear();
            pendingUntil.clear();
            watchedSince = null;
            nextLook.cancel();
            nextPendingLook.cancel();
            nextPendingLook = NONE;
        } finally {
            planning.unlock();
        }
    }

    private void lookInTurn() {
        try {
            fresh(timetable.now());
            lastComplaint = "";
        } catch (MetalException e) {
            complain(e);
        }
    }

    /** Once per reason: a metal-api that is away for hours need not fill the log. */
    private void complain(MetalException e) {
        var complaint = e.failure().message();
        if (!complaint.equals(lastComplaint)) {
            lastComplaint = complaint;
            LOG.warnf("The machines of project %s could not be looked at: %s", project, complaint);
        }
    }

    private void planNextLook() {
        planning.lock();
        try {
            nextLook.cancel();
            if (watchedSince != null) {
                var tenth = interval.toMillis() / 10;
                var jitter = Duration.ofMillis(ThreadLocalRandom.current().nextLong(-tenth, tenth + 1));
                nextLook = timetable.after(interval.plus(jitter), this::lookInTurn);
            }
        } finally {
            planning.unlock();
        }
    }

    private void planNextPendingLook() {
        if (watchedSince != null && !pendingUntil.isEmpty() && nextPendingLook == NONE) {
            nextPendingLook = timetable.after(pendingInterval, this::lookAtPending);
        }
    }

    private void lookAtPending() {
        try {
            var ids = pendingNow();
            if (ids.size() > MOST_SINGLE_LOOKS) {
                fresh(timetable.now());
            } else {
                ids.forEach(id -> announce.accept(lookAt(id)));
            }
        } catch (MetalException e) {
            complain(e);
        } finally {
            planning.lock();
            try {
                nextPendingLook = NONE;
                planNextPendingLook();
            } finally {
                planning.unlock();
            }
        }
    }

    private List<String> pendingNow() {
        planning.lock();
        try {
            var now = timetable.now();
            pendingUntil.values().removeIf(until -> until.isBefore(now));
            return List.copyOf(pendingUntil.keySet());
        } finally {
            planning.unlock();
        }
    }

    /** Puts one machine into the latest fleet, as it is now. */
    private Difference lookAt(String id) {
        looking.lock();
        try {
            var before = latest;
            if (before == null) {
                return FleetDifference.none(project);
            }
            var after = FleetDifference.merge(before, id, api.findMachines(MachineQuery.withId(id)));
            var difference = FleetDifference.between(before, after);
            latest = after;
            forgetPending(difference);
            return difference;
        } finally {
            looking.unlock();
        }
    }

    private void forgetPending(Difference difference) {
        planning.lock();
        try {
            difference.changed().forEach(it -> pendingUntil.remove(it.id()));
            difference.vanished().forEach(it -> pendingUntil.remove(it.id()));
        } finally {
            planning.unlock();
        }
    }
}
