package io.metalstack.capi.machine;

import static io.metalstack.capi.machine.Given.NOW;
import static io.metalstack.capi.machine.Given.absent;
import static io.metalstack.capi.machine.Given.asked;
import static io.metalstack.capi.machine.Given.deleting;
import static io.metalstack.capi.machine.Given.fresh;
import static io.metalstack.capi.machine.Given.phonedHome;
import static io.metalstack.capi.machine.Given.recorded;
import static io.metalstack.capi.machine.Given.seen;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.allocation.AllocationPlan;
import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Sighting;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.metal.MetalMachine;
import io.metalstack.capi.status.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users and core read after a pass. */
class MachineConditionsTest {

    private static final Outcome DONE = new Outcome.Done();
    private static final Sighting UNREADABLE = new Sighting.Unreadable(new MetalFailure.Unavailable("down"));
    private static final Outcome DOWN = waiting("MetalApiUnavailable", "down");

    @Test
    void all_conditions_are_there_from_the_first_pass() {
        var status = MachineConditions.of(
                seen(fresh(), new Sighting.NotLooked()),
                waiting(Reasons.WAITING_FOR_CLUSTER, "waiting for the Cluster's infrastructure to be ready"));

        assertThat(texts(status))
                .containsExactly(
                        "Deleting=False NotDeleting",
                        "MachineCreated=False WaitingForClusterInfrastructureReady",
                        "MachineHealthy=Unknown NotAllocated",
                        "MachineReady=False WaitingForClusterInfrastructureReady",
                        "Paused=False NotPaused",
                        "Ready=False WaitingForClusterInfrastructureReady");
        assertThat(status.conditions())
                .allSatisfy(it -> assertThat(it.getObservedGeneration()).isEqualTo(3L));
        assertThat(status.provisioned()).isFalse();
        assertThat(status.ready()).as("absent rather than false").isNull();
    }

    @Test
    void a_machine_that_is_being_installed_is_named_with_what_it_waits_for() {
        var status = MachineConditions.of(
                seen(recorded(), new Sighting.Ours(Given.allocated())),
                waiting(AllocationReasons.INSTALLING, AllocationPlan.installing("machine m-1")));

        assertThat(texts(status))
                .containsExactly(
                        "Deleting=False NotDeleting",
                        "MachineCreated=True MachineAllocated",
                        "MachineHealthy=True Healthy",
                        "MachineReady=False Installing",
                        "Paused=False NotPaused",
                        "Ready=False Installing");
        assertThat(message(status, "Ready")).contains("m-1").contains("phone home");
    }

    @Test
    void a_machine_that_phoned_home_is_provisioned_and_ready() {
        var status = MachineConditions.of(seen(recorded(), new Sighting.Ours(phonedHome())), DONE);

        assertThat(texts(status))
                .containsExactly(
                        "Deleting=False NotDeleting",
                        "MachineCreated=True MachineAllocated",
                        "MachineHealthy=True Healthy",
                        "MachineReady=True PhonedHome",
                        "Paused=False NotPaused",
                        "Ready=True Ready");
        assertThat(status.provisioned()).isTrue();
        assertThat(status.ready()).isTrue();
        assertThat(status.failureDomain()).isEqualTo("muc");
        assertThat(status.addresses()).hasSize(4);
    }

    @Test
    void a_crash_loop_before_the_first_boot_is_not_provisioned() {
        var status = MachineConditions.of(seen(recorded(), ours(phonedHome(), "Alive", false, true, false)), DONE);

        assertThat(status.provisioned()).isFalse();
        assertThat(text(status, "Ready")).isEqualTo("Ready=False CrashLoop");
    }

    @Test
    void provisioned_never_goes_back() {
        var status = MachineConditions.of(
                seen(provisioned(), new Sighting.Ours(Given.allocated())),
                waiting(AllocationReasons.INSTALLING, "whatever"));

        assertThat(status.provisioned()).isTrue();
        assertThat(text(status, "Ready")).isEqualTo("Ready=True Ready");
    }

    @Test
    void an_ailing_machine_is_not_ready_for_its_own_reason() {
        assertThat(readyOf(ours(phonedHome(), "Alive", false, true, false))).isEqualTo("Ready=False CrashLoop");
        assertThat(readyOf(ours(phonedHome(), "Alive", false, false, true)))
                .isEqualTo("Ready=False FailedMachineReclaim");
        assertThat(readyOf(ours(phonedHome(), "Alive", true, false, false))).isEqualTo("Ready=False MachineLocked");
    }

    @Test
    void silence_is_a_condition_and_nothing_more() {
        for (var liveliness : List.of("Unknown", "Dead", "")) {
            var status = MachineConditions.of(
                    seen(provisioned(), ours(phonedHome(), liveliness, false, false, false)), DONE);

            assertThat(text(status, "MachineHealthy")).isEqualTo("MachineHealthy=Unknown LivelinessUnknown");
            assertThat(text(status, "Ready")).isEqualTo("Ready=True Ready");
        }
    }

    @Test
    void a_metal_api_that_cannot_be_read_changes_neither_identity_nor_readiness() {
        var before = provisioned();
        var status = MachineConditions.of(seen(before, UNREADABLE), DOWN);

        assertThat(text(status, "Ready")).isEqualTo("Ready=True Ready");
        assertThat(text(status, "MachineCreated")).isEqualTo("MachineCreated=True MachineAllocated");
        assertThat(text(status, "MachineHealthy")).isEqualTo("MachineHealthy=Unknown MetalApiUnavailable");
        assertThat(status.addresses()).isEqualTo(before.getStatus().addresses());
    }

    @Test
    void a_look_that_shows_nothing_does_not_either() {
        var status = MachineConditions.of(seen(provisioned(), absent()), DOWN);

        assertThat(text(status, "Ready")).isEqualTo("Ready=True Ready");
    }

    @Test
    void a_machine_that_is_proved_gone_is_not_ready() {
        var status = MachineConditions.of(
                seen(provisioned(), absent()), new Outcome.Blocked(AllocationReasons.GONE, "machine m-1 is gone"));

        assertThat(texts(status))
                .contains(
                        "MachineCreated=False MachineGone",
                        "MachineReady=False MachineGone",
                        "MachineHealthy=False MachineGone",
                        "Ready=False MachineGone");
        assertThat(status.provisioned()).isTrue();
    }

    @Test
    void a_wiped_status_is_rebuilt() {
        var wiped = recorded();

        assertThat(MachineConditions.of(seen(wiped, new Sighting.Ours(phonedHome())), DONE))
                .isEqualTo(provisioned().getStatus());
    }

    @Test
    void a_call_in_doubt_is_unknown() {
        var status = MachineConditions.of(
                seen(asked(NOW), absent()), waiting(AllocationReasons.ALLOCATION_IN_DOUBT, "the answer was lost"));

        assertThat(text(status, "MachineCreated")).isEqualTo("MachineCreated=Unknown AllocationInDoubt");
        assertThat(text(status, "Ready")).isEqualTo("Ready=False AllocationInDoubt");
    }

    @Test
    void a_refusal_is_shown_in_metal_apis_words() {
        var status = MachineConditions.of(
                seen(fresh(), absent()), new Outcome.Blocked("MetalApiRejected", "size:x not found"));

        assertThat(text(status, "Ready")).isEqualTo("Ready=False MetalApiRejected");
        assertThat(message(status, "Ready")).isEqualTo("size:x not found");
    }

    @Test
    void a_deletion_says_what_is_left() {
        var status = MachineConditions.of(
                seen(deleting(provisioned()), new Sighting.Ours(phonedHome())),
                waiting(AllocationReasons.FREE_REFUSED, "machine is locked"));

        assertThat(texts(status))
                .contains("Deleting=True FreeRefused", "Ready=False Deleting", "MachineCreated=True MachineAllocated");
        assertThat(message(status, "Deleting")).isEqualTo("machine is locked");
    }

    @Test
    void a_paused_object_shows_that_and_is_otherwise_left_alone() {
        var before = provisioned();
        var status = MachineConditions.paused(before, "Cluster spec.paused is set to true", NOW);

        assertThat(text(status, "Paused")).isEqualTo("Paused=True Paused");
        assertThat(status.conditions())
                .filteredOn(it -> !"Paused".equals(it.getType()))
                .isSubsetOf(before.getStatus().conditions());
        assertThat(MachineConditions.paused(fresh(), "why", NOW).conditions()).hasSize(1);
    }

    @Test
    void an_unforeseen_failure_does_not_take_readiness_away() {
        assertThat(text(MachineConditions.failed(provisioned(), NOW), "Ready")).isEqualTo("Ready=True Ready");
        assertThat(text(MachineConditions.failed(fresh(), NOW), "Ready")).isEqualTo("Ready=False InternalError");
    }

    @Test
    void the_same_pass_again_changes_nothing() {
        var once = provisioned();
        once.setStatus(MachineConditions.of(seen(once, new Sighting.Ours(phonedHome())), DONE));

        assertThat(MachineConditions.of(seen(once, new Sighting.Ours(phonedHome())), DONE))
                .isEqualTo(once.getStatus());
    }

    private static Sighting ours(
            MetalMachine machine, String liveliness, boolean locked, boolean crashLoop, boolean reclaim) {
        return new Sighting.Ours(Given.with(machine, liveliness, locked, crashLoop, reclaim));
    }

    private static String readyOf(Sighting sighting) {
        return text(MachineConditions.of(seen(provisioned(), sighting), DONE), "Ready");
    }

    private static Outcome waiting(String reason, String message) {
        return new Outcome.Waiting(reason, message, Duration.ofSeconds(10));
    }

    private static MetalStackMachine provisioned() {
        var resource = recorded();
        resource.setStatus(MachineConditions.of(seen(recorded(), new Sighting.Ours(phonedHome())), DONE));
        return resource;
    }

    private static List<String> texts(MetalStackMachineStatus status) {
        return status.conditions().stream().map(MachineConditionsTest::text).toList();
    }

    private static String text(MetalStackMachineStatus status, String type) {
        return text(find(status, type));
    }

    private static String text(Condition condition) {
        return condition.getType() + "=" + condition.getStatus() + " " + condition.getReason();
    }

    private static String message(MetalStackMachineStatus status, String type) {
        return find(status, type).getMessage();
    }

    private static Condition find(MetalStackMachineStatus status, String type) {
        return status.conditions().stream()
                .filter(it -> type.equals(it.getType()))
                .findFirst()
                .orElseThrow();
    }
}
