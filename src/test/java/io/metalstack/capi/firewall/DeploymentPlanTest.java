package io.metalstack.capi.firewall;

import static io.metalstack.capi.firewall.Given.deleting;
import static io.metalstack.capi.firewall.Given.deployment;
import static io.metalstack.capi.firewall.Given.installing;
import static io.metalstack.capi.firewall.Given.ready;
import static io.metalstack.capi.firewall.Given.seen;
import static io.metalstack.capi.firewall.Given.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Strategy;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.firewall.DeploymentObservation.Capacity;
import io.metalstack.capi.firewall.DeploymentStep.Create;
import io.metalstack.capi.firewall.DeploymentStep.Delete;
import io.metalstack.capi.firewall.DeploymentStep.LetGo;
import io.metalstack.capi.firewall.DeploymentStep.Own;
import io.metalstack.capi.firewall.DeploymentStep.Refuse;
import io.metalstack.capi.firewall.DeploymentStep.Repair;
import io.metalstack.capi.firewall.DeploymentStep.Settled;
import io.metalstack.capi.firewall.DeploymentStep.Unreadable;
import io.metalstack.capi.firewall.DeploymentStep.Wait;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.status.Conditions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comes next for the firewall of a cluster. */
class DeploymentPlanTest {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);
    private static final Duration TOO_LONG = Given.DEADLINE.plusSeconds(1);

    @Test
    void makes_a_firewall_when_there_is_none() {
        assertThat(next(seen(template("a"))))
                .isInstanceOfSatisfying(
                        Create.class, it -> assertThat(it.name()).startsWith("fw-"));
    }

    @Test
    void takes_a_template_of_nobody_for_its_own_before_anything_is_made() {
        var template = template("a");
        template.getMetadata().setOwnerReferences(List.of());

        assertThat(next(seen(template))).isEqualTo(new Own(template));
    }

    @Test
    void takes_a_firewall_that_lost_its_owner_for_its_own_again_and_makes_no_other() {
        var firewall = installing("a", A_MINUTE);
        firewall.getMetadata().setOwnerReferences(List.of());

        assertThat(next(seen(template("a"), firewall))).isEqualTo(new Own(firewall));
    }

    @Test
    void waits_for_a_firewall_that_is_being_installed_and_makes_no_other() {
        assertThat(reason(next(seen(template("a"), installing("a", A_MINUTE)))))
                .isEqualTo(FirewallReasons.WAITING_FOR_FIREWALL);
    }

    @Test
    void is_settled_with_a_ready_firewall_of_the_wanted_revision() {
        assertThat(next(seen(template("a"), ready("a")))).isInstanceOf(Settled.class);
    }

    @Test
    void makes_the_new_firewall_before_the_old_one_goes() {
        assertThat(next(seen(template("b"), ready("a")))).isInstanceOf(Create.class);
        assertThat(reason(next(seen(template("b"), ready("a"), installing("b", A_MINUTE)))))
                .isEqualTo(FirewallReasons.REPLACING);
        assertThat(next(seen(template("b"), ready("a"), ready("b"))))
                .isInstanceOfSatisfying(
                        Delete.class,
                        it -> assertThat(it.firewall().getSpec().template().image())
                                .isEqualTo("a"));
    }

    @Test
    void makes_no_new_firewall_beside_the_old_one_without_an_idle_machine() {
        assertThat(next(seen(deployment(), template("b"), new Capacity.Free(0), ready("a"))))
                .isInstanceOfSatisfying(Refuse.class, it -> {
                    assertThat(it.reason()).isEqualTo(FirewallReasons.WAITING_FOR_CAPACITY);
                    assertThat(it.message()).contains("Recreate").contains("stays");
                });
    }

    @Test
    void makes_no_new_firewall_while_idle_machines_cannot_be_asked_for() {
        var away = new MetalFailure.Unavailable("away");

        assertThat(next(seen(deployment(), template("b"), new Capacity.Unreadable(away), ready("a"))))
                .isEqualTo(new Unreadable(away));
    }

    @Test
    void recreate_lets_the_old_firewall_go_first() {
        var recreate = deployment(Strategy.Recreate);

        assertThat(next(seen(recreate, template("b"), new Capacity.NotAsked(), ready("a"))))
                .isInstanceOf(Delete.class);
        assertThat(next(seen(recreate, template("b"), new Capacity.NotAsked(), deleting(ready("a")))))
                .isInstanceOf(Wait.class);
        assertThat(next(seen(recreate, template("b"), new Capacity.NotAsked()))).isInstanceOf(Create.class);
    }

    @Test
    void of_two_changes_in_a_row_the_first_one_s_firewall_goes_before_there_is_a_third() {
        var half = installing("b", A_MINUTE);

        assertThat(next(seen(template("c"), ready("a"), half)))
                .isInstanceOfSatisfying(
                        Delete.class, it -> assertThat(it.firewall()).isSameAs(half));
        assertThat(next(seen(template("c"), ready("a"), deleting(half)))).isInstanceOf(Wait.class);
        assertThat(next(seen(template("c"), ready("a")))).isInstanceOf(Create.class);
    }

    @Test
    void a_change_that_is_taken_back_deletes_the_new_firewall() {
        assertThat(next(seen(template("a"), ready("a"), installing("b", A_MINUTE))))
                .isInstanceOfSatisfying(
                        Delete.class,
                        it -> assertThat(it.firewall().getSpec().template().image())
                                .isEqualTo("b"));
    }

    @Test
    void a_new_firewall_that_is_never_ready_stops_the_replacement_and_the_old_one_stays() {
        assertThat(next(seen(template("b"), ready("a"), installing("b", TOO_LONG))))
                .isInstanceOfSatisfying(Refuse.class, it -> {
                    assertThat(it.reason()).isEqualTo(FirewallReasons.NEVER_READY);
                    assertThat(it.message()).contains("Change the template back");
                });
    }

    @Test
    void a_status_that_was_wiped_says_nothing_about_a_deadline() {
        var wiped = installing("a", TOO_LONG);
        wiped.setStatus(null);

        assertThat(next(seen(template("a"), wiped))).isInstanceOf(Wait.class);
    }

    @Test
    void a_firewall_that_is_proved_to_be_gone_is_deleted_and_made_again_once_its_object_is_gone() {
        var gone = Given.firewall("a", "False", AllocationReasons.GONE, true);

        assertThat(next(seen(template("a"), gone))).isInstanceOf(Repair.class);
        assertThat(next(seen(template("a"), deleting(gone)))).isInstanceOf(Wait.class);
        assertThat(next(seen(template("a")))).isInstanceOf(Create.class);
    }

    @Test
    void a_firewall_that_is_ready_no_more_is_kept() {
        assertThat(next(seen(template("a"), Given.firewall("a", "False", AllocationReasons.CRASH_LOOP, true))))
                .isInstanceOf(Wait.class);
    }

    @Test
    void without_its_template_it_keeps_what_is_there() {
        assertThat(next(seen((MetalStackFirewallTemplate) null, ready("a"))))
                .isInstanceOfSatisfying(Refuse.class, it -> {
                    assertThat(it.reason()).isEqualTo(FirewallReasons.TEMPLATE_NOT_FOUND);
                    assertThat(it.message()).contains("stays");
                });
    }

    @Test
    void a_template_that_cannot_be_makes_no_firewall() {
        var foreign = template(Given.spec("v1", "a", List.of("internet"), "other-project", null));
        var elsewhere = template(Given.spec("v1", "a", List.of("internet"), null, "fra"));
        var nowhere = template(Given.spec("v1", "a", List.of("n-1"), null, null));

        assertThat(reason(next(seen(foreign)))).isEqualTo(FirewallReasons.WRONG_PROJECT);
        assertThat(reason(next(seen(elsewhere)))).isEqualTo(FirewallReasons.WRONG_PARTITION);
        assertThat(reason(next(seen(nowhere)))).isEqualTo(FirewallReasons.NO_EXTERNAL_NETWORK);
    }

    @Test
    void a_name_that_is_too_long_for_a_host_makes_no_firewall_and_is_told() {
        var deployment = deployment();
        deployment.getMetadata().setName("a".repeat(55));

        assertThat(DeploymentPlan.make(
                        Given.spec("a"), List.of(), seen(deployment, template("a"), new Capacity.NotAsked())))
                .isInstanceOfSatisfying(
                        Refuse.class, it -> assertThat(it.reason()).isEqualTo(FirewallReasons.INVALID_NAME));
    }

    @Test
    void what_a_firewall_waits_for_is_told_by_its_deployment() {
        var full = installing("a", A_MINUTE);
        var make = Conditions.at(1L, Given.NOW);
        full.setStatus(full.getStatus()
                .withConditions(List.of(make.isFalse(Conditions.READY, "NoCapacity", "no machine is idle"))));

        assertThat(next(seen(template("a"), full)))
                .isInstanceOfSatisfying(
                        Wait.class, it -> assertThat(it.message()).contains("(no machine is idle)"));
    }

    @Test
    void a_deployment_that_its_cluster_still_names_does_not_go() {
        var going = deleting(deployment());

        assertThat(reason(next(seen(going, template("a"), new Capacity.NotAsked(), ready("a")))))
                .isEqualTo(FirewallReasons.IN_USE);
    }

    @Test
    void a_deployment_goes_after_its_firewalls_with_nothing_around_it() {
        var going = deleting(deployment());

        assertThat(next(alone(going, ready("a")))).isInstanceOf(Delete.class);
        assertThat(next(alone(going, deleting(ready("a"))))).isInstanceOf(Wait.class);
        assertThat(next(alone(going))).isEqualTo(new LetGo());
    }

    @Test
    void a_copy_that_a_move_left_behind_deletes_no_firewall() {
        var going = deleting(deployment());
        going.getMetadata().setAnnotations(new HashMap<>(Map.of(Annotations.DELETE_FOR_MOVE, "")));

        assertThat(next(alone(going, ready("a")))).isEqualTo(new LetGo());
    }

    private static DeploymentObservation alone(
            MetalStackFirewallDeployment deployment, MetalStackFirewall... firewalls) {
        return new DeploymentObservation(
                Given.NOW,
                deployment,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(firewalls),
                DeploymentObservation.Outside.UNASKED,
                Given.DEADLINE);
    }

    private static DeploymentStep next(DeploymentObservation seen) {
        return DeploymentPlan.next(seen);
    }

    private static String reason(DeploymentStep step) {
        return switch (step) {
            case Wait(var reason, var message) -> reason;
            case Refuse(var reason, var message) -> reason;
            default -> step.toString();
        };
    }
}
