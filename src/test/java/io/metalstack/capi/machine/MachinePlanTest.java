package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.NOW;
import static io.metalstack.capi.machine.Given.absent;
import static io.metalstack.capi.machine.Given.around;
import static io.metalstack.capi.machine.Given.asked;
import static io.metalstack.capi.machine.Given.fresh;
import static io.metalstack.capi.machine.Given.ours;
import static io.metalstack.capi.machine.Given.recorded;
import static io.metalstack.capi.machine.Given.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.AllocationStep.Allocate;
import io.metalstack.capi.allocation.AllocationStep.Keep;
import io.metalstack.capi.allocation.AllocationStep.LookAgain;
import io.metalstack.capi.allocation.AllocationStep.MintClaim;
import io.metalstack.capi.allocation.AllocationStep.ProveGone;
import io.metalstack.capi.allocation.AllocationStep.Record;
import io.metalstack.capi.allocation.AllocationStep.Refuse;
import io.metalstack.capi.allocation.AllocationStep.Wait;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.allocation.Surroundings;
import io.metalstack.capi.metal.MetalFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comes next for a machine that is wanted. */
class MachinePlanTest {

    private static final Duration LONG_AGO = Given.DOUBT.plusMinutes(1);

    @Test
    void allocates_when_nothing_was_asked_for_yet() {
        assertThat(next(seen(fresh(), new Sighting.NotLooked())))
                .isInstanceOfSatisfying(
                        Allocate.class, it -> assertThat(it.attempt()).isEqualTo(1));
    }

    @Test
    void records_a_machine_whose_answer_was_lost() {
        assertThat(next(seen(asked(NOW), ours()))).isEqualTo(new Record(Given.phonedHome()));
    }

    @Test
    void keeps_a_machine_that_is_recorded() {
        assertThat(next(seen(recorded(), ours()))).isEqualTo(new Keep(Given.phonedHome()));
    }

    @Test
    void restores_a_claim_that_was_taken_off() {
        var resource = recorded();
        resource.getMetadata().getAnnotations().remove(Annotations.CLAIM);
        resource.getMetadata().getAnnotations().remove(Annotations.ALLOCATION_INTENT);

        assertThat(next(seen(resource, ours()))).isEqualTo(new Record(Given.phonedHome()));
    }

    @Test
    void waits_while_the_call_may_still_take_effect() {
        assertThat(reason(next(seen(asked(NOW.minusSeconds(1)), absent()))))
                .isEqualTo(AllocationReasons.ALLOCATION_IN_DOUBT);
    }

    @Test
    void a_look_from_before_the_call_was_settled_is_no_reason_to_ask_again() {
        var askedAt = NOW.minus(LONG_AGO);
        var tooEarly = new Sighting.Absent(askedAt.plus(Given.DOUBT).minusMillis(1));

        assertThat(reason(next(seen(asked(askedAt), tooEarly)))).isEqualTo(AllocationReasons.ALLOCATION_IN_DOUBT);
    }

    @Test
    void asks_again_once_the_call_is_settled_and_a_later_look_shows_nothing() {
        var askedAt = NOW.minus(LONG_AGO);
        var lateEnough = new Sighting.Absent(askedAt.plus(Given.DOUBT));

        assertThat(next(seen(asked(askedAt), lateEnough)))
                .isInstanceOfSatisfying(
                        Allocate.class, it -> assertThat(it.attempt()).isEqualTo(2));
    }

    @Test
    void a_recorded_machine_that_a_look_from_before_cannot_show_is_being_installed() {
        assertThat(reason(next(seen(recorded(NOW.minusSeconds(5)), absent())))).isEqualTo(AllocationReasons.INSTALLING);
    }

    @Test
    void a_recorded_machine_that_is_not_to_be_seen_needs_a_proof() {
        assertThat(next(seen(recorded(), absent()))).isEqualTo(new ProveGone());
    }

    @Test
    void never_allocates_again_for_an_object_with_a_provider_id() {
        for (var annotations : List.of(
                Map.<String, String>of(),
                Map.of(Annotations.CLAIM, Given.CLAIM),
                Map.of(Annotations.ALLOCATION_UUID, Given.UUID))) {
            for (var sighting : List.of(absent(), new Sighting.Foreign("m-1"), ours())) {
                var resource = Given.resource(annotations, "metal://muc/m-1");
                assertThat(next(seen(resource, sighting)))
                        .as("%s with %s", annotations, sighting)
                        .isNotInstanceOf(Allocate.class);
            }
        }
    }

    @Test
    void never_allocates_again_for_an_object_with_a_recorded_allocation() {
        for (var annotations : List.of(
                Map.of(Annotations.ALLOCATION_UUID, Given.UUID),
                Map.of(Annotations.ALLOCATION_UUID, Given.UUID, Annotations.CLAIM, Given.CLAIM))) {
            assertThat(next(seen(Given.resource(annotations, null), absent()))).isEqualTo(new ProveGone());
        }
    }

    @Test
    void touches_nothing_of_others() {
        assertThat(next(seen(recorded(), new Sighting.Foreign("m-9")))).isInstanceOfSatisfying(Refuse.class, it -> {
            assertThat(it.reason()).isEqualTo(AllocationReasons.NOT_OURS);
            assertThat(it.message()).contains("m-9").contains("not touched");
        });
    }

    @Test
    void names_both_machines_when_the_provider_id_is_not_that_of_its_allocation() {
        var resource = Given.resource(
                Map.of(Annotations.CLAIM, Given.CLAIM, Annotations.ALLOCATION_UUID, Given.UUID), "metal://muc/m-9");

        assertThat(next(seen(resource, ours())))
                .isInstanceOfSatisfying(
                        Refuse.class,
                        it -> assertThat(it.message()).contains("m-9").contains(Given.MACHINE));
    }

    @Test
    void names_several_machines_and_does_nothing() {
        var several = new Sighting.Several(List.of(Given.allocated()), List.of("m-0"));

        assertThat(next(seen(fresh(), several))).isInstanceOfSatisfying(Refuse.class, it -> {
            assertThat(it.reason()).isEqualTo(AllocationReasons.DUPLICATE_MACHINES);
            assertThat(it.message()).contains("[m-0, m-1]");
        });
    }

    @Test
    void looks_again_when_metal_api_cannot_be_read() {
        var why = new MetalFailure.Unavailable("down");

        for (var resource : List.of(fresh(), asked(NOW), recorded())) {
            assertThat(next(seen(resource, new Sighting.Unreadable(why)))).isEqualTo(new LookAgain(why));
        }
    }

    @Test
    void a_lost_claim_is_minted_anew_once_nothing_of_the_objects_is_there() {
        assertThat(next(seen(Given.resource(Map.of(), null), absent()))).isEqualTo(new MintClaim());
    }

    @Test
    void a_lost_claim_is_not_minted_before_anybody_could_look() {
        var alone = new Surroundings(around().cluster(), around().machine(), Optional.empty());

        assertThat(reason(next(seen(Given.resource(Map.of(), null), alone, new Sighting.NotLooked()))))
                .isEqualTo(Reasons.WAITING_FOR_CLUSTER);
    }

    @Test
    void refuses_what_it_cannot_read() {
        var malformed = Given.resource(Map.of(Annotations.CLAIM, "c"), "i-1");
        var unreadable = Given.resource(Map.of(Annotations.CLAIM, "c", Annotations.ALLOCATION_INTENT, "{"), null);

        for (var resource : List.of(malformed, unreadable)) {
            assertThat(reason(next(seen(resource, new Sighting.NotLooked()))))
                    .isEqualTo(AllocationReasons.UNREADABLE_RECORD);
        }
    }

    private static AllocationStep next(MachineObservation seen) {
        return MachinePlan.next(seen);
    }

    private static String reason(AllocationStep step) {
        return switch (step) {
            case Refuse(var reason, var message) -> reason;
            case Wait(var reason, var message, var pace) -> reason;
            default -> step.toString();
        };
    }
}
