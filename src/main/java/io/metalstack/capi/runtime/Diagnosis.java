package io.metalstack.capi.runtime;

import io.metalstack.capi.metal.FleetSnapshot;
import io.metalstack.capi.metal.MetalAccounts;
import io.metalstack.capi.time.LastCalls;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the manager knows at a moment, for somebody who wonders what is wrong. It holds no secret.
 *
 * @param at the moment, by the manager's clock; all other times compare to it
 * @param logLevels by category
 */
@RegisterForReflection(
        targets = {
            Diagnosis.class,
            Diagnosis.Settings.class,
            Diagnosis.Leader.class,
            Diagnosis.Controller.class,
            Diagnosis.Informer.class,
            Diagnosis.Pass.class,
            LastCalls.Known.class,
            LastCalls.Failed.class,
            MetalAccounts.Known.class,
            FleetSnapshot.Known.class
        })
record Diagnosis(
        Instant at,
        String version,
        Instant startedAt,
        Settings settings,
        Map<String, String> logLevels,
        Leader leader,
        List<Controller> controllers,
        List<Pass> passes,
        LastCalls.Known kubernetes,
        List<MetalAccounts.Known> metalApi) {

    /** What keeps the manager from acting on some objects, or on all. */
    record Settings(Optional<String> namespace, Optional<String> watchFilter, boolean plan) {}

    /**
     * Who acts.
     *
     * @param acts whether this manager does
     * @param lease namespace and name; empty if none is wanted
     * @param holder of the lease, as last heard of
     */
    record Leader(boolean acts, Optional<String> lease, Optional<String> holder) {}

    /**
     * A controller.
     *
     * @param objects how many it knows
     * @param running passes under way
     * @param queued objects that wait for a pass
     */
    record Controller(String name, long objects, long running, long queued, List<Informer> informers) {}

    /**
     * What tells a controller of objects.
     *
     * @param of their kind
     * @param namespace where; empty when it is all
     * @param synced whether it has read all that there is
     * @param watching whether it hears of changes now
     */
    record Informer(String of, Optional<String> namespace, boolean synced, boolean watching) {}

    /** A pass that is under way. @param object kind, namespace and name */
    record Pass(String object, Instant since) {}
}
