package io.metalstack.capi.faults;

import io.metalstack.lab.simulator.Faults;
import io.metalstack.lab.simulator.Route;

/** The process dies while its first call of a route in a phase is on its way, or before it learns the answer. */
record CallDeath(Phase phase, Route route, Faults.Moment moment) implements Strike {

    @Override
    public String words() {
        return CallStrike.words(route)
                + (moment == Faults.Moment.BEFORE_COMMIT ? " · killed during the call" : " · killed before the answer");
    }

    @Override
    public String target() {
        return route.name();
    }

    @Override
    public Armed arm(World world) {
        var fault = world.firstCall(phase, route).at(moment).run(world::kill);
        return () -> fault.fired() > 0;
    }

    @Override
    public int deaths() {
        return 1;
    }
}
