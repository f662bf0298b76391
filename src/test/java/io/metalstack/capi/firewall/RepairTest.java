package io.metalstack.capi.firewall;

import static io.metalstack.capi.firewall.Given.deployment;
import static io.metalstack.capi.firewall.Given.installing;
import static io.metalstack.capi.firewall.Given.seen;
import static io.metalstack.capi.firewall.Given.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.AllocationReasons;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Repair;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallSpec;
import io.metalstack.capi.firewall.DeploymentObservation.Capacity;
import io.metalstack.capi.firewall.DeploymentObservation.Outside;
import io.metalstack.capi.firewall.DeploymentStep.Refuse;
import io.metalstack.capi.firewall.DeploymentStep.Settled;
import io.metalstack.capi.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepairTest {

    private static final Duration TOO_LONG = Given.DEADLINE.plusSeconds(1);
    private static final int PATIENCE = 600;

    @Test
    void a_firewall_that_is_never_ready_is_replaced() {
        assertThat(DeploymentPlan.next(seen(template("a"), installing("a", TOO_LONG))))
                .isInstanceOfSatisfying(
                        DeploymentStep.Repair.class,
                        it -> assertThat(it.reason()).isEqualTo(FirewallReasons.NEVER_READY));
    }

    @Test
    void three_repairs_a_day_are_enough() {
        assertThat(next(repaired("1h", "2h"), gone())).isInstanceOf(DeploymentStep.Repair.class);
        assertThat(next(repaired("1h", "2h", "25h"), gone())).isInstanceOf(DeploymentStep.Repair.class);
        assertThat(next(repaired("1h", "2h", "23h"), gone())).isInstanceOfSatisfying(Refuse.class, it -> {
            assertThat(it.reason()).isEqualTo(FirewallReasons.REPAIR_LIMIT);
            assertThat(it.message()).contains(Annotations.RECENT_REPAIRS).contains(FirewallReasons.LOST);
        });
    }

    @Test
    void a_repair_that_was_counted_is_finished() {
        var gone = gone();
        gone.getMetadata().setUid("1");

        assertThat(next(repaired("1h", "2h", "23h"), gone)).isInstanceOf(DeploymentStep.Repair.class);
    }

    @Test
    void what_was_repaired_and_cannot_be_read_stops_repairs() {
        var deployment = annotated(Annotations.RECENT_REPAIRS, "yesterday");

        assertThat(next(deployment, gone()))
                .isInstanceOfSatisfying(
                        Refuse.class, it -> assertThat(it.reason()).isEqualTo(FirewallReasons.UNREADABLE_ANNOTATION));
    }

    @Test
    void a_silent_firewall_is_kept_unless_the_user_wants_otherwise() {
        assertThat(next(deployment(), silent(Duration.ofDays(9)))).isInstanceOf(Settled.class);
        assertThat(next(repairsSilent(), silent(Duration.ofSeconds(PATIENCE - 1))))
                .isInstanceOf(Settled.class);
        assertThat(next(repairsSilent(), silent(Duration.ofSeconds(PATIENCE + 1))))
                .isInstanceOfSatisfying(
                        DeploymentStep.Repair.class,
                        it -> assertThat(it.reason()).isEqualTo(FirewallReasons.SILENT));
    }

    @Test
    void a_silent_firewall_is_kept_while_others_are_silent_too() {
        var outside = new Outside(
                new GivenFirewall.NotLooked(), new Capacity.NotAsked(), Optional.empty(), List.of("m-7", "m-8"));
        var silent = silent(Duration.ofDays(1));

        assertThat(DeploymentPlan.next(seen(repairsSilent(), template("a"), outside, silent)))
                .isInstanceOfSatisfying(Refuse.class, it -> {
                    assertThat(it.reason()).isEqualTo(FirewallReasons.SEVERAL_SILENT);
                    assertThat(it.message()).contains("m-7, m-8");
                });
    }

    @Test
    void a_firewall_that_has_no_machine_yet_does_not_stop_the_look_for_silent_ones() {
        var made = Given.ready("b");
        made.setSpec(new MetalStackFirewallSpec(null, made.getSpec().template()));

        assertThat(seen(template("a"), Given.ready("a"), made).machineIds()).containsExactly("m-1");
    }

    private static DeploymentStep next(MetalStackFirewallDeployment deployment, MetalStackFirewall firewall) {
        return DeploymentPlan.next(seen(deployment, template("a"), new Capacity.NotAsked(), firewall));
    }

    private static MetalStackFirewall gone() {
        var gone = Given.firewall("a", "False", AllocationReasons.GONE, true);
        gone.getMetadata().setUid("gone");
        return gone;
    }

    /** Ready as ever, and since then nothing was heard of it. */
    private static MetalStackFirewall silent(Duration since) {
        var silent = Given.ready("a");
        var healthy = Conditions.at(1L, Given.NOW.minus(since))
                .isUnknown(FirewallConditions.HEALTHY, FirewallReasons.LIVELINESS_UNKNOWN, "");
        var status = silent.getStatus();
        silent.setStatus(status.withConditions(Conditions.merge(status.conditions(), List.of(healthy))));
        return silent;
    }

    private static MetalStackFirewallDeployment repairsSilent() {
        var deployment = deployment();
        var spec = deployment.getSpec();
        deployment.setSpec(new MetalStackFirewallDeploymentSpec(
                spec.firewallTemplateRef(), null, null, spec.strategy(), new Repair(PATIENCE), null));
        return deployment;
    }

    /** @param ago hours since each repair */
    private static MetalStackFirewallDeployment repaired(String... ago) {
        var times = new StringBuilder();
        for (var it : ago) {
            times.append(times.isEmpty() ? "{" : ",")
                    .append("\"")
                    .append(it.substring(0, it.length() - 1))
                    .append("\":\"")
                    .append(hoursAgo(it))
                    .append("\"");
        }
        return annotated(Annotations.RECENT_REPAIRS, times.append("}").toString());
    }

    private static Instant hoursAgo(String ago) {
        return Given.NOW.minus(Duration.parse("PT" + ago.toUpperCase(java.util.Locale.ROOT)));
    }

    private static MetalStackFirewallDeployment annotated(String annotation, String value) {
        var deployment = deployment();
        deployment.getMetadata().setAnnotations(new HashMap<>(Map.of(annotation, value)));
        return deployment;
    }
}
