package io.metalstack.capi.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.lab.simulator.Faults.Moment;
import io.metalstack.lab.simulator.Route;
import java.util.Optional;

/**
 * Somebody with the rights to do so does something to an object: at the beginning of a phase, or while a call for it is
 * on its way.
 *
 * @param object {@code cluster}, {@code machine}, {@code firewall} or {@code deployment}
 */
record Deed(Phase phase, Kind kind, String object, Optional<Call> during) implements Strike {

    /** What is done. */
    enum Kind {
        /** As by a {@code kubectl replace} with the manifest of old. */
        STRIP("annotations stripped"),
        UNFINALIZE("finalizer removed by hand"),
        WIPE("status wiped");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** A moment of a call. */
    record Call(Route route, Moment moment) {}

    @Override
    public String words() {
        return object + " " + kind.words
                + during.map(it ->
                                (it.moment == Moment.BEFORE_COMMIT ? " before the commit of " : " after the commit of ")
                                        + CallStrike.words(it.route))
                        .orElse("");
    }

    @Override
    public String target() {
        return during.map(it -> it.route.name()).orElse(object);
    }

    @Override
    public Armed arm(World world) {
        if (during.isEmpty()) {
            act(world);
            return () -> true;
        }
        var fault = world.metal()
                .faults()
                .when(during.get().route)
                .next(1)
                .at(during.get().moment)
                .run(() -> act(world));
        return () -> fault.fired() > 0;
    }

    private void act(World world) {
        HasMetadata target =
                switch (object) {
                    case "machine" -> one(MetalStackMachine.class, world);
                    case "firewall" -> one(MetalStackFirewall.class, world);
                    case "deployment" -> one(MetalStackFirewallDeployment.class, world);
                    default -> world.stage().metalStackCluster();
                };
        var resource = world.admin().resource(target);
        switch (kind) {
            case STRIP ->
                resource.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":null}}");
            case UNFINALIZE ->
                resource.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
            case WIPE ->
                resource.subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");
        }
    }

    /** The one that a call is on its way for, or else any. */
    private HasMetadata one(Class<? extends HasMetadata> type, World world) {
        return world.stage().all(type).stream()
                .filter(it -> during.isEmpty()
                        || Annotations.of(it, Annotations.ALLOCATION_UUID).isEmpty()
                                && Annotations.of(it, Annotations.ALLOCATION_INTENT)
                                        .isPresent())
                .findFirst()
                .orElseThrow();
    }
}
