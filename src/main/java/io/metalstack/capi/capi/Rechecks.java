package io.metalstack.capi.capi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.metalstack.capi.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wakes objects when the clock says so: the one place by which a controller looks again later. (JOSDK's own
 * rescheduling follows the machine's clock, which a test cannot move.)
 */
public class Rechecks<P extends HasMetadata> extends AbstractEventSource<Void, P> {

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 8;

    private final Timetable timetable;
    private final Map<ResourceID, Due> next = new ConcurrentHashMap<>();
    private final Map<ResourceID, Integer> failures = new ConcurrentHashMap<>();

    public Rechecks(Timetable timetable) {
        super(Void.class, "rechecks");
        this.timetable = timetable;
    }

    /** Looks at the object again after {@code delay}, in place of what was planned for it before. */
    public void recheck(P resource, Duration delay) {
        var id = ResourceID.fromResource(resource);
        failures.remove(id);
        plan(id, delay);
    }

    /** Looks at the object again after a pass that failed: soon at first, and less often the more passes fail in a row. */
    public void recheckAfterFailure(P resource) {
        var id = ResourceID.fromResource(resource);
        var inARow = failures.merge(id, 1, Integer::sum);
        plan(id, FIRST_RETRY.multipliedBy(1L << Math.min(inARow - 1, MOST_DOUBLINGS)));
    }

    private void plan(ResourceID id, Duration delay) {
        var time = timetable.now().plus(delay);
        next.compute(id, (key, planned) -> {
            if (planned != null) {
                planned.appointment.cancel();
            }
            return new Due(time, timetable.at(time, () -> wake(id)));
        });
    }

    /** Looks at the object now. */
    public void wake(ResourceID id) {
        if (isRunning()) {
            getEventHandler().handleEvent(new Event(id));
        }
    }

    /** Forgets an object that is gone. */
    public void forget(P resource) {
        var id = ResourceID.fromResource(resource);
        failures.remove(id);
        var planned = next.remove(id);
        if (planned != null) {
            planned.appointment.cancel();
        }
    }

    @Override
    public void stop() {
        super.stop();
        next.values().forEach(it -> it.appointment.cancel());
        next.clear();
    }

    @Override
    public Set<Void> getSecondaryResources(P primary) {
        return Set.of();
    }

    private record Due(Instant time, Timetable.Appointment appointment) {}
}
