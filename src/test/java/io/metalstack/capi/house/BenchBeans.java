package io.metalstack.capi.house;

import io.metalstack.capi.time.MovableClock;
import io.metalstack.lab.simulator.Simulator;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What takes the place of the world outside in component tests: one movable clock, and metal-api by that clock. */
@Singleton
class BenchBeans {

    private static final int MACHINES = 120;

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    MovableClock clock() {
        return new MovableClock();
    }

    @Produces
    @Singleton
    Simulator simulator(MovableClock clock, @ConfigProperty(name = BenchResource.SIMULATOR_PORT) int port) {
        return Simulator.builder()
                .clock(clock)
                .port(port)
                .machines(MACHINES)
                .seed(7)
                .start();
    }

    void stop(@Disposes Simulator simulator) {
        simulator.close();
    }
}
