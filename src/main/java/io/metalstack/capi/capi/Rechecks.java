package io.metalstack.capi.capi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import io.metalstack.capi.time.Timetable;
import java.time.Duration;
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
    private static final Duration AFTER_A_DELETION = Duration.ofSeconds(5);

    private final Timetable timetable;
    private final Map<ResourceID, Timetable.Appointment> next = new ConcurrentHashMap<>();
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
        plan(id, delay, () -> wake(id));
    }

    private void plan(ResourceID id, Duration delay, Runnable look) {
        var time = timetable.now().plus(delay);
        next.compute(id, (key, planned) -> {
            if (planned != null) {
                planned.cancel();
            }
            return timetable.at(time, look);
        });
    }

    /** Looks at the object now. */
    public void wake(ResourceID id) {
        if (isRunning()) {
            getEventHandler().handleEvent(new Event(id));
        }
    }

    /**
     * Whether this pass is about an object that is gone. One of the same name may be there already: what JOSDK 5.3.2 is
     * told of it until this pass is over, it drops, and afterwards it minds nothing but news of the object itself. So
     * these are told a little later, or nobody would look at the new object for hours.
     */
    public boolean isGone(P resource, Context<P> context) {
        if (!context.isPrimaryResourceDeleted()) {
            return false;
        }
        var id = ResourceID.fromResource(resource);
        failures.remove(id);
        var cache = context.getPrimaryCache();
        plan(id, AFTER_A_DELETION, () -> cache.get(id).ifPresentOrElse(this::introduce, () -> next.remove(id)));
        return true;
    }

    private void introduce(P resource) {
        if (isRunning()) {
            var id = ResourceID.fromResource(resource);
            getEventHandler().handleEvent(new ResourceEvent(ResourceAction.ADDED, id, resource));
        }
    }

    /** Takes back what was planned for an object. */
    public void forget(P resource) {
        var id = ResourceID.fromResource(resource);
        failures.remove(id);
        var planned = next.remove(id);
        if (planned != null) {
            planned.cancel();
        }
    }

    @Override
    public void stop() {
        super.stop();
        next.values().forEach(Timetable.Appointment::cancel);
        next.clear();
    }

    @Override
    public Set<Void> getSecondaryResources(P primary) {
        return Set.of();
    }
}
