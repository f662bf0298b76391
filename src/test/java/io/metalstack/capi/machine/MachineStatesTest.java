package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.absent;
import static io.metalstack.capi.machine.Given.asked;
import static io.metalstack.capi.machine.Given.deleting;
import static io.metalstack.capi.machine.Given.fresh;
import static io.metalstack.capi.machine.Given.recorded;
import static io.metalstack.capi.machine.Given.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.HeldStates;
import io.metalstack.capi.allocation.HeldStates.State;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.status.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How many machines are in which state. */
class MachineStatesTest {

    private static final Sighting PHONED_HOME = new Sighting.Ours(Given.phonedHome());

    @Test
    void conditions_tell_the_state() {
        assertThat(state(fresh(), absent(), Reasons.WAITING_FOR_CLUSTER)).isEqualTo(State.WAITING);
        assertThat(state(asked(Given.NOW), absent(), AllocationReasons.ALLOCATION_IN_DOUBT))
                .isEqualTo(State.IN_DOUBT);
        assertThat(state(recorded(), new Sighting.Ours(Given.allocated()), AllocationReasons.INSTALLING))
                .isEqualTo(State.INSTALLING);
        assertThat(state(recorded(), absent(), AllocationReasons.GONE)).isEqualTo(State.GONE);
        assertThat(state(deleting(recorded()), PHONED_HOME, AllocationReasons.FREEING))
                .isEqualTo(State.DELETING);
        assertThat(state(ready())).isEqualTo(State.READY);
        assertThat(state(MachineConditions.paused(fresh(), "why", Given.NOW))).isEqualTo(State.PAUSED);
    }

    @Test
    void a_provisioned_machine_that_is_not_ready_is_unhealthy() {
        var locked = new Sighting.Ours(Given.with(Given.phonedHome(), "Alive", true, false, false));

        assertThat(state(recorded(), locked, Reasons.READY)).isEqualTo(State.UNHEALTHY);
    }

    @Test
    void the_gauge_counts_objects_until_they_are_gone() {
        var meters = new SimpleMeterRegistry();
        var states = new HeldStates(meters);
        var object = recorded();

        states.saw(object, ready().conditions(), true);
        states.saw(object, ready().conditions(), true);
        assertThat(count(meters, "ready")).isEqualTo(1);

        states.forget(object);
        assertThat(count(meters, "ready")).isZero();
    }

    @Test
    void firewalls_are_counted_apart() {
        var meters = new SimpleMeterRegistry();
        var firewall = new MetalStackFirewall();
        firewall.getMetadata().setUid("firewall");

        new HeldStates(meters).saw(firewall, ready().conditions(), true);

        assertThat(meters.get("capms.firewalls").tag("state", "ready").gauge().value())
                .isEqualTo(1);
        assertThat(count(meters, "ready")).isZero();
    }

    private static double count(SimpleMeterRegistry meters, String state) {
        return meters.get("capms.machines").tag("state", state).gauge().value();
    }

    private static MetalStackMachineStatus ready() {
        return MachineConditions.of(seen(recorded(), PHONED_HOME), new Outcome.Done());
    }

    private static State state(MetalStackMachineStatus status) {
        return State.of(status.conditions(), status.provisioned());
    }

    private static State state(MetalStackMachine resource, Sighting sighting, String reason) {
        return state(MachineConditions.of(
                seen(resource, sighting), new Outcome.Waiting(reason, "message", Duration.ofSeconds(10))));
    }
}
