package io.metalstack.capi.firewall;

import static io.metalstack.capi.firewall.Given.deployment;
import static io.metalstack.capi.firewall.Given.ready;
import static io.metalstack.capi.firewall.Given.seen;
import static io.metalstack.capi.firewall.Given.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.AutoUpdate;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.Day;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec.MaintenanceWindow;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallStatus;
import io.metalstack.capi.firewall.DeploymentObservation.Capacity;
import io.metalstack.capi.firewall.DeploymentObservation.Outside;
import io.metalstack.capi.firewall.DeploymentStep.Create;
import io.metalstack.capi.firewall.DeploymentStep.Delete;
import io.metalstack.capi.firewall.DeploymentStep.Settled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link Given#NOW} is a Friday, 03:04:05 UTC. */
class ImageUpdateTest {

    private static final String SERIES = "firewall-ubuntu-3.0";
    private static final String OLD = SERIES + ".20260101";
    private static final String NEW = SERIES + ".20260201";

    @Test
    void a_newer_patch_is_installed_in_the_maintenance_window() {
        assertThat(next(window("03:00", "UTC"), installed(SERIES, OLD))).isInstanceOfSatisfying(Create.class, it -> {
            assertThat(it.template().image()).isEqualTo(NEW);
            assertThat(it.name())
                    .isNotEqualTo(installed(SERIES, OLD).getMetadata().getName());
        });
    }

    @Test
    void outside_the_window_it_only_tells() {
        assertThat(next(window("12:00", "UTC"), installed(SERIES, OLD)))
                .isInstanceOfSatisfying(
                        Settled.class, it -> assertThat(it.note()).contains(NEW, "maintenance window"));
        assertThat(next(deploymentWith(null), installed(SERIES, OLD))).isInstanceOf(Settled.class);
    }

    @Test
    void the_annotation_opens_a_window_now() {
        var deployment = deploymentWith(null);
        deployment
                .getMetadata()
                .setAnnotations(new HashMap<>(Map.of(
                        Annotations.MAINTENANCE_UNTIL, Given.NOW.plusSeconds(60).toString())));

        assertThat(next(deployment, installed(SERIES, OLD))).isInstanceOf(Create.class);
    }

    @Test
    void the_new_one_replaces_the_old_one_and_is_then_what_the_template_asks_for() {
        var old = installed(SERIES, OLD);
        var fresh = installed(NEW, NEW);
        fresh.getMetadata().setCreationTimestamp(Given.NOW.toString());

        assertThat(next(window("03:00", "UTC"), old, fresh))
                .isInstanceOfSatisfying(
                        Delete.class, it -> assertThat(it.firewall()).isSameAs(old));
        assertThat(DeploymentPlan.next(seen(template(SERIES), fresh))).isInstanceOf(Settled.class);
    }

    @Test
    void another_series_is_no_update_but_a_change() {
        assertThat(DeploymentPlan.next(seen(template("firewall-ubuntu-3.1"), installed(SERIES, OLD))))
                .isInstanceOfSatisfying(
                        Create.class, it -> assertThat(it.template().image()).isEqualTo("firewall-ubuntu-3.1"));
    }

    @Test
    void a_time_zone_that_does_not_exist_is_told_and_updates_nothing() {
        assertThat(next(window("03:00", "Mars/Olympus"), installed(SERIES, OLD)))
                .isInstanceOfSatisfying(
                        Settled.class, it -> assertThat(it.note()).contains("Mars/Olympus"));
    }

    @Test
    void a_window_belongs_to_its_day_and_its_zone_and_may_pass_midnight() {
        assertThat(isOpen("03:00", 60, "UTC", Day.Fri)).isTrue();
        assertThat(isOpen("03:00", 60, "UTC", Day.Thu, Day.Sat)).isFalse();
        assertThat(isOpen("04:00", 60, "Europe/Berlin", Day.Fri)).isTrue();
        assertThat(isOpen("03:00", 60, "Europe/Berlin", Day.Fri)).isFalse();
        assertThat(isOpen("23:00", 300, "UTC", Day.Thu)).isTrue();
        assertThat(isOpen("23:00", 240, "UTC", Day.Thu)).isFalse();
        assertThat(isOpen("03:04", 1, "UTC")).isTrue();
        assertThat(isOpen("03:05", 1, "UTC")).isFalse();
    }

    private static boolean isOpen(String begin, int minutes, String zone, Day... days) {
        return Maintenance.isOpen(
                deploymentWith(new MaintenanceWindow(List.of(days), begin, minutes, zone)), Given.NOW);
    }

    private static DeploymentStep next(MetalStackFirewallDeployment deployment, MetalStackFirewall... firewalls) {
        var outside = new Outside(new GivenFirewall.NotLooked(), new Capacity.Free(1), Optional.of(NEW), List.of());
        return DeploymentPlan.next(seen(deployment, template(SERIES), outside, firewalls));
    }

    private static MetalStackFirewall installed(String asked, String installed) {
        var firewall = ready(asked);
        var status = firewall.getStatus();
        firewall.setStatus(new MetalStackFirewallStatus(
                status.initialization(), status.addresses(), installed, status.conditions()));
        return firewall;
    }

    private static MetalStackFirewallDeployment window(String begin, String zone) {
        return deploymentWith(new MaintenanceWindow(null, begin, 60, zone));
    }

    private static MetalStackFirewallDeployment deploymentWith(@Nullable MaintenanceWindow window) {
        var deployment = deployment();
        var spec = deployment.getSpec();
        deployment.setSpec(new MetalStackFirewallDeploymentSpec(
                spec.firewallTemplateRef(), null, new AutoUpdate(true, window), spec.strategy(), null, null));
        return deployment;
    }
}
