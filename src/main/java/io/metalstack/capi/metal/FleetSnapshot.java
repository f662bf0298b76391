package io.metalstack.capi.metal;

import io.metalstack.capi.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The machines of all projects, looked at once for everybody: one find per project and interval, however many machines
 * and reconciles there are, since metal-api loads its whole inventory for each find.
 *
 * <p>A look that fails changes nothing: the last fleet stays, and its age tells. Nothing is ever reported as vanished
 * that a successful look did not show so.
 */
public final class FleetSnapshot implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FleetSnapshot.class);

    private final MetalApi api;
    private final Timetable timetable;
    private final Duration interval;
    private final Duration pendingInterval;
    private final ConcurrentMap<String, ProjectFleet> projects = new ConcurrentHashMap<>();
    private final List<Consumer<Difference>> listeners;

    /**
     * What a look showed that the one before did not. Only what concerns the provider counts: the allocation, its tags
     * and networks, the lock, liveliness and events, but no heartbeat.
     *
     * @param changed machines that are new in the project, or changed, as they are now. The first look at a project
     *     shows all its machines
     * @param vanished machines that are no longer allocated in the project, as they were when last seen there
     */
    public record Difference(String project, List<MetalMachine> changed, List<MetalMachine> vanished) {

        boolean isEmpty() {
            return changed.isEmpty() && vanished.isEmpty();
        }
    }

    /**
     * @param interval from one look at a project to the next, give or take a tenth
     * @param pendingInterval the same for machines that something is expected of
     * @param listeners who wants to know of each difference, now and later; called on the thread that looked
     */
    FleetSnapshot(
            MetalApi api,
            Timetable timetable,
            Duration interval,
            Duration pendingInterval,
            List<Consumer<Difference>> listeners) {
        this.api = api;
        this.timetable = timetable;
        this.interval = interval;
        this.pendingInterval = pendingInterval;
        this.listeners = listeners;
    }

    /**
     * A fleet from a find that was sent at {@code notBefore} or later. Blocks until it is there; all that ask at the
     * same time share one find.
     *
     * @throws MetalException if that find failed, with the failure of a read
     */
    public Fleet fresh(String project, Instant notBefore) {
        return projects.computeIfAbsent(project, this::unseen).fresh(notBefore);
    }

    /** The last fleet that was seen, however old; empty if none was since somebody watches the project. */
    public Optional<Fleet> latest(String project) {
        return Optional.ofNullable(projects.get(project)).flatMap(ProjectFleet::latest);
    }

    /**
     * Looks at the project from now on. May be said again and again.
     *
     * @param watcher who is interested, for example a cluster's namespace and name
     */
    public void watch(String project, String watcher) {
        change(project, it -> it.watch(watcher));
    }

    /** Takes the interest back; with the last one looking stops and what was seen is forgotten. */
    public void unwatch(String project, String watcher) {
        projects.computeIfPresent(project, (name, fleet) -> fleet.unwatch(watcher) ? fleet : null);
    }

    /** Takes back every interest of this watcher, whatever the project. */
    public void unwatch(String watcher) {
        projects.keySet().forEach(project -> unwatch(project, watcher));
    }

    /**
     * Looks at this machine sooner, until it changes or 15 minutes have passed: who still waits then, says so again.
     * With more than three such machines in a watched project, one find looks at all machines of the project.
     */
    public void pending(String project, String machineId) {
        change(project, it -> it.pending(machineId));
    }

    /** Looks no more. */
    @Override
    public void close() {
        projects.values().forEach(ProjectFleet::close);
        projects.clear();
    }

    /** In one piece with {@link #unwatch}, so that nobody gets to watch a project that has just been let go. */
    private void change(String project, Consumer<ProjectFleet> change) {
        projects.compute(project, (name, fleet) -> {
            var kept = fleet == null ? unseen(name) : fleet;
            change.accept(kept);
            return kept;
        });
    }

    private ProjectFleet unseen(String project) {
        return new ProjectFleet(project, api, timetable, interval, pendingInterval, this::announce);
    }

    private void announce(Difference difference) {
        if (difference.isEmpty()) {
            return;
        }
        for (var listener : listeners) {
            try {
                listener.accept(difference);
            } catch (RuntimeException e) {
                LOG.errorf(e, "A listener failed on what changed in project %s", difference.project());
            }
        }
    }

    /**
     * What is known of a project's machines.
     *
     * @param machines how many the last look showed, firewalls included
     * @param seenAt when it was sent; empty if none has succeeded
     * @param watchers who is interested: objects, by namespace and name
     * @param pending machines that something is expected of, looked at sooner
     */
    public record Known(String project, int machines, Optional<Instant> seenAt, int watchers, int pending) {}

    List<Known> known() {
        return projects.values().stream()
                .map(ProjectFleet::known)
                .sorted(Comparator.comparing(Known::project))
                .toList();
    }

    /** Whether nobody is interested in any project. */
    boolean isIdle() {
        return projects.values().stream()
                .noneMatch(it -> it.seenOrWatchedSince().isPresent());
    }

    /** Age of the oldest fleet among the watched projects; empty if none is watched. */
    OptionalDouble ageInSeconds() {
        var now = timetable.now();
        return projects.values().stream()
                .map(ProjectFleet::seenOrWatchedSince)
                .flatMap(Optional::stream)
                .mapToDouble(it -> Duration.between(it, now).toMillis() / 1000.0)
                .max();
    }
}
