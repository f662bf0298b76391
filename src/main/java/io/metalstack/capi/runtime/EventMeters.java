package io.metalstack.capi.runtime;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Gives all of JOSDK's event counters the same tag keys. JOSDK 5.3.2 counts events of resources with an action and others
 * without; Prometheus refuses the second kind by an exception, which would keep the event from the controller
 * (java-operator-sdk #3256).
 */
@Singleton
class EventMeters {

    private static final String EVENTS = "events.received";
    private static final String ACTION = "action";

    @Produces
    @Singleton
    MeterFilter sameTagKeys() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(EVENTS) && id.getTag(ACTION) == null
                        ? id.withTag(Tag.of(ACTION, "none"))
                        : id;
            }
        };
    }
}
