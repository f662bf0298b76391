package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.NOW;
import static io.metalstack.capi.machine.Given.absent;
import static io.metalstack.capi.machine.Given.asked;
import static io.metalstack.capi.machine.Given.deleting;
import static io.metalstack.capi.machine.Given.fresh;
import static io.metalstack.capi.machine.Given.nothingAround;
import static io.metalstack.capi.machine.Given.ours;
import static io.metalstack.capi.machine.Given.recorded;
import static io.metalstack.capi.machine.Given.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.AllocationStep;
import io.metalstack.capi.allocation.AllocationStep.Free;
import io.metalstack.capi.allocation.AllocationStep.LetGo;
import io.metalstack.capi.allocation.AllocationStep.LookAgain;
import io.metalstack.capi.allocation.AllocationStep.ProveGone;
import io.metalstack.capi.allocation.AllocationStep.Record;
import io.metalstack.capi.allocation.AllocationStep.Refuse;
import io.metalstack.capi.allocation.AllocationStep.Wait;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.metal.MetalFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes next for a machine that is to go, with Machine, Cluster and MetalStackCluster gone already. */
class DeletionPlanTest {

    @Test
    void lets_go_of_an_object_that_never_asked_without_a_look() {
        assertThat(next(fresh(), new Sighting.NotLooked())).isEqualTo(new LetGo(""));
    }

    @Test
    void frees_the_machine_that_is_recorded() {
        assertThat(next(recorded(), ours())).isEqualTo(new Free(Given.phonedHome()));
    }

    @Test
    void records_a_machine_whose_answer_was_lost_before_freeing_it() {
        assertThat(next(asked(NOW), ours())).isEqualTo(new Record(Given.phonedHome()));
    }

    @Test
    void frees_a_machine_that_is_told_by_its_claim_alone() {
        assertThat(next(fresh(), ours())).isEqualTo(new Free(Given.phonedHome()));
    }

    @Test
    void waits_for_an_open_call_to_settle_before_it_lets_go() {
        assertThat(next(asked(NOW.minusSeconds(1)), absent()))
                .isInstanceOfSatisfying(
                        Wait.class, it -> assertThat(it.reason()).isEqualTo(AllocationReasons.ALLOCATION_IN_DOUBT));
    }

    @Test
    void wants_a_proof_that_a_settled_call_took_no_effect() {
        assertThat(next(asked(NOW.minus(Given.DOUBT)), absent())).isEqualTo(new ProveGone());
    }

    @Test
    void wants_a_proof_that_a_recorded_machine_is_gone() {
        assertThat(next(recorded(), absent())).isEqualTo(new ProveGone());
        assertThat(next(recorded(NOW), absent())).isEqualTo(new ProveGone());
    }

    @Test
    void frees_one_of_several_per_pass_and_none_that_is_not_ours() {
        var first = Given.held("m-0", "a-0", Given.PROJECT, "machine", "w-1", Given.ourTags(), "Waiting", null);
        var several = new Sighting.Several(List.of(Given.allocated(), first), List.of("a-machine-by-hand"));

        assertThat(next(recorded(), several)).isEqualTo(new Free(first));
    }

    @Test
    void wants_a_proof_before_it_leaves_a_foreign_machine_alone() {
        assertThat(next(recorded(), new Sighting.Foreign("m-9"))).isEqualTo(new ProveGone());
    }

    @Test
    void waits_out_a_call_in_doubt_although_the_object_names_a_foreign_machine() {
        assertThat(next(asked(NOW), new Sighting.Foreign("m-9"))).isInstanceOf(AllocationStep.Wait.class);
        assertThat(next(asked(NOW.minus(Given.DOUBT)), new Sighting.Foreign("m-9")))
                .isEqualTo(new ProveGone());
    }

    @Test
    void keeps_the_object_while_metal_api_cannot_be_read() {
        var why = new MetalFailure.Denied("no");

        for (var resource : List.of(asked(NOW), recorded())) {
            assertThat(next(resource, new Sighting.Unreadable(why))).isEqualTo(new LookAgain(why));
        }
    }

    @Test
    void never_frees_what_was_moved_to_another_management_cluster() {
        for (var sighting : List.of(ours(), absent(), new Sighting.NotLooked())) {
            var moved = recorded();
            moved.getMetadata().getAnnotations().put(Annotations.DELETE_FOR_MOVE, "");

            assertThat(next(moved, sighting)).isEqualTo(new LetGo(""));
        }
    }

    @Test
    void releases_by_force_whatever_metal_api_shows_and_tells_all_that_may_be_left() {
        var denied = new Sighting.Unreadable(new MetalFailure.Denied("no"));
        for (var sighting : List.of(denied, ours(), absent(), new Sighting.Foreign("m-9"))) {
            assertThat(next(forced(recorded(), "w-1"), sighting))
                    .isInstanceOfSatisfying(
                            AllocationStep.ForceRelease.class,
                            it -> assertThat(it.left())
                                    .contains("machine " + Given.MACHINE)
                                    .contains("allocation " + Given.UUID)
                                    .contains("claim " + Given.CLAIM)
                                    .contains("project " + Given.PROJECT)
                                    .contains("cluster-uid " + Given.CLUSTER_UID)
                                    .contains("machine-resource=ns.w-1"));
        }
    }

    @Test
    void names_by_force_each_machine_that_is_or_is_said_to_be_its_own() {
        var several = new Sighting.Several(List.of(Given.allocated()), List.of("m-by-hand"));

        assertThat(next(forced(recorded(), "w-1"), several))
                .isInstanceOfSatisfying(
                        AllocationStep.ForceRelease.class,
                        it -> assertThat(it.left()).contains("machine " + Given.MACHINE, "machine m-by-hand"));
    }

    @Test
    void does_not_release_by_force_with_anything_but_the_objects_own_name() {
        for (var value : List.of("", "true", "w-2", "ns/w-1")) {
            assertThat(next(forced(recorded(), value), ours())).isEqualTo(new Free(Given.phonedHome()));
        }
    }

    @Test
    void waits_out_a_call_under_way_before_it_releases_by_force() {
        var denied = new Sighting.Unreadable(new MetalFailure.Denied("no"));

        assertThat(next(forced(asked(NOW.minusSeconds(1)), "w-1"), denied))
                .isInstanceOfSatisfying(
                        Wait.class, it -> assertThat(it.reason()).isEqualTo(AllocationReasons.ALLOCATION_IN_DOUBT));
        assertThat(next(forced(asked(NOW.minus(Given.DOUBT)), "w-1"), denied))
                .isInstanceOf(AllocationStep.ForceRelease.class);
    }

    @Test
    void releases_by_force_an_object_whose_intent_cannot_be_read() {
        var unreadable = Given.resource(
                Map.of(Annotations.CLAIM, "c", Annotations.ALLOCATION_INTENT, "{", Annotations.FORCE_RELEASE, "w-1"),
                null);

        assertThat(next(unreadable, new Sighting.NotLooked())).isInstanceOf(AllocationStep.ForceRelease.class);
    }

    private static MetalStackMachine forced(MetalStackMachine resource, String value) {
        resource.getMetadata().getAnnotations().put(Annotations.FORCE_RELEASE, value);
        return resource;
    }

    @Test
    void says_what_stays_unknown_when_nothing_is_left_to_look_by() {
        assertThat(next(Given.resource(Map.of(), null), new Sighting.NotLooked()))
                .isInstanceOfSatisfying(
                        LetGo.class,
                        it -> assertThat(it.leftAlone())
                                .contains("cannot be told")
                                .contains("machine-resource=ns.w-1"));
    }

    @Test
    void a_provider_id_that_cannot_be_read_does_not_block() {
        assertThat(next(Given.resource(Map.of(Annotations.CLAIM, "c"), "i-1"), new Sighting.NotLooked()))
                .isInstanceOfSatisfying(
                        LetGo.class, it -> assertThat(it.leftAlone()).contains("i-1"));
    }

    @Test
    void an_intent_that_cannot_be_read_does() {
        var unreadable = Given.resource(Map.of(Annotations.CLAIM, "c", Annotations.ALLOCATION_INTENT, "{"), null);

        assertThat(next(unreadable, new Sighting.NotLooked())).isInstanceOf(Refuse.class);
    }

    private static AllocationStep next(MetalStackMachine resource, Sighting sighting) {
        return MachinePlan.next(seen(deleting(resource), nothingAround(), sighting));
    }
}
