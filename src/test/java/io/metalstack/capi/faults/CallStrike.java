package io.metalstack.capi.faults;

import io.metalstack.lab.simulator.Route;
import java.util.Locale;
import java.util.Optional;

/** The first call of a route in a phase goes wrong. */
record CallStrike(Phase phase, Route route, CallMishap mishap) implements Strike {

    @Override
    public String words() {
        return words(route) + " · " + mishap.words;
    }

    @Override
    public String target() {
        return route.name();
    }

    @Override
    public Armed arm(World world) {
        var fault = mishap.arm(world.firstCall(phase, route), route);
        return new Armed() {
            @Override
            public boolean struck() {
                return fault.fired() > 0;
            }

            /** A slow call is still to come to its end, by the machine's clock. */
            @Override
            public boolean busy() {
                return struck()
                        && world.metal().ledger().calls(route).stream()
                                .noneMatch(
                                        it -> it.fault() != null && it.fault().equals(fault.what()));
            }
        };
    }

    @Override
    public Optional<Route> wastedCall() {
        return allocates(route) && mishap.effect != CallMishap.Effect.MADE ? Optional.of(route) : Optional.empty();
    }

    static boolean allocates(Route route) {
        return route == Route.ALLOCATE_MACHINE
                || route == Route.ALLOCATE_FIREWALL
                || route == Route.ALLOCATE_NETWORK
                || route == Route.ALLOCATE_IP;
    }

    static String words(Route route) {
        return route.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
