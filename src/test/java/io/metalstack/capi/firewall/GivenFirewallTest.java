package io.metalstack.capi.firewall;

import static io.metalstack.capi.allocation.OwnershipTags.tag;
import static io.metalstack.capi.firewall.Given.deleting;
import static io.metalstack.capi.firewall.Given.seen;
import static io.metalstack.capi.firewall.Given.template;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.LocalRef;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeploymentSpec;
import io.metalstack.capi.firewall.DeploymentObservation.Capacity;
import io.metalstack.capi.firewall.DeploymentObservation.Outside;
import io.metalstack.capi.firewall.DeploymentStep.Adopt;
import io.metalstack.capi.firewall.DeploymentStep.Create;
import io.metalstack.capi.firewall.DeploymentStep.DropReference;
import io.metalstack.capi.firewall.DeploymentStep.LetGo;
import io.metalstack.capi.firewall.DeploymentStep.Refuse;
import io.metalstack.capi.firewall.DeploymentStep.UseGiven;
import io.metalstack.capi.metal.MetalMachine;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GivenFirewallTest {

    private static final Set<String> GO_PROVIDERS = Set.of(
            "firewall.metal-stack.io/managed-by=cluster-api-provider-metal-stack",
            "cluster.metal-stack.io/id=n-1",
            tag(OwnershipTags.CLUSTER_RESOURCE, "ns.c"),
            tag(OwnershipTags.FIREWALL_DEPLOYMENT_RESOURCE, "ns." + Given.DEPLOYMENT));

    private static final Set<String> OURS = Set.of(
            tag(OwnershipTags.CLUSTER_UID, "u1d"),
            tag(OwnershipTags.CLUSTER_RESOURCE, "ns.c"),
            tag(OwnershipTags.FIREWALL_RESOURCE, "ns." + Given.DEPLOYMENT + "-0123abcd"),
            tag(OwnershipTags.CLAIM, "claim"));

    @Test
    void a_firewall_of_the_go_provider_is_known_by_all_four_tags() {
        var machine = machine("m-1", "firewall", "project", GO_PROVIDERS);

        assertThat(of(named("m-1"), machine)).isEqualTo(new GivenFirewall.OfGoProvider(machine));
        assertThat(of(Given.deployment(), machine)).isEqualTo(new GivenFirewall.OfGoProvider(machine));
        for (var missing : GO_PROVIDERS) {
            var tags = new HashSet<>(GO_PROVIDERS);
            tags.remove(missing);
            var other = machine("m-1", "firewall", "project", tags);
            assertThat(of(named("m-1"), other)).isEqualTo(new GivenFirewall.OfUser(other));
            assertThat(of(Given.deployment(), other)).isEqualTo(new GivenFirewall.None());
        }
    }

    @Test
    void a_firewall_of_this_provider_that_lost_its_object_is_known_by_all_its_marks_and_by_being_named() {
        var machine = machine("m-1", "firewall", "project", OURS);

        assertThat(of(named("m-1"), machine)).isEqualTo(new GivenFirewall.OfThisProvider(machine));
        assertThat(of(Given.deployment(), machine)).isEqualTo(new GivenFirewall.None());
        for (var missing : OURS) {
            var tags = new HashSet<>(OURS);
            tags.remove(missing);
            var other = machine("m-1", "firewall", "project", tags);
            assertThat(of(named("m-1"), other)).isEqualTo(new GivenFirewall.OfUser(other));
        }
        var foreign = new HashSet<>(OURS);
        foreign.remove(tag(OwnershipTags.CLUSTER_UID, "u1d"));
        foreign.add(tag(OwnershipTags.CLUSTER_UID, "another"));
        var another = machine("m-1", "firewall", "project", foreign);
        assertThat(of(named("m-1"), another)).isEqualTo(new GivenFirewall.OfUser(another));
    }

    @Test
    void a_firewall_of_another_deployment_s_name_is_somebody_else_s() {
        var tags = new HashSet<>(OURS);
        tags.remove(tag(OwnershipTags.FIREWALL_RESOURCE, "ns." + Given.DEPLOYMENT + "-0123abcd"));
        tags.add(tag(OwnershipTags.FIREWALL_RESOURCE, "ns." + Given.DEPLOYMENT + "-b-0123abcd"));
        var machine = machine("m-1", "firewall", "project", tags);

        assertThat(of(named("m-1"), machine)).isEqualTo(new GivenFirewall.OfUser(machine));
    }

    @Test
    void a_firewall_of_this_provider_that_lost_its_object_is_taken_up_again_also_to_be_freed() {
        var ours = new GivenFirewall.OfThisProvider(machine("m-1", "firewall", "project", OURS));

        assertThat(DeploymentPlan.next(with(named("m-1"), ours)))
                .isInstanceOfSatisfying(
                        Adopt.class, it -> assertThat(it.machine()).isEqualTo(ours.machine()));
        assertThat(DeploymentPlan.next(with(deleting(unused(named("m-1"))), ours)))
                .isInstanceOf(Adopt.class);
    }

    @Test
    void machines_and_firewalls_of_other_projects_are_none() {
        assertThat(of(named("m-1"), machine("m-1", "machine", "project", GO_PROVIDERS)))
                .isEqualTo(new GivenFirewall.Missing("metal://muc/m-1"));
        assertThat(of(Given.deployment(), machine("m-1", "firewall", "other", GO_PROVIDERS)))
                .isEqualTo(new GivenFirewall.None());
    }

    @Test
    void what_is_named_has_to_be_there() {
        assertThat(DeploymentPlan.next(with(named("m-2"), new GivenFirewall.Missing("metal://muc/m-2"))))
                .isInstanceOfSatisfying(Refuse.class, it -> {
                    assertThat(it.reason()).isEqualTo(FirewallReasons.FIREWALL_NOT_FOUND);
                    assertThat(it.message()).contains("metal://muc/m-2");
                });
    }

    @Test
    void a_given_firewall_is_used_and_survives_the_deployment() {
        var given = new GivenFirewall.OfUser(machine("m-1", "firewall", "project", Set.of()));

        assertThat(DeploymentPlan.next(with(named("m-1"), given))).isEqualTo(new UseGiven(given.machine()));
        assertThat(DeploymentPlan.next(with(deleting(unused(named("m-1"))), given)))
                .isEqualTo(new LetGo());
    }

    @Test
    void a_given_firewall_does_not_stand_beside_ours() {
        var given = new GivenFirewall.OfUser(machine("m-9", "firewall", "project", Set.of()));

        assertThat(DeploymentPlan.next(with(named("m-9"), given, Given.ready("a"))))
                .isInstanceOfSatisfying(
                        Refuse.class, it -> assertThat(it.reason()).isEqualTo(FirewallReasons.FIREWALL_NOT_ALONE));
    }

    @Test
    void a_firewall_of_the_go_provider_is_taken_over_as_what_the_template_asks_for() {
        var theirs = new GivenFirewall.OfGoProvider(machine("m-1", "firewall", "project", GO_PROVIDERS));

        assertThat(DeploymentPlan.next(with(named("m-1"), theirs))).isInstanceOfSatisfying(Adopt.class, it -> {
            assertThat(it.machine()).isEqualTo(theirs.machine());
            assertThat(it.template()).isEqualTo(Given.spec("a"));
        });
        assertThat(DeploymentPlan.next(with(named("m-1"), new GivenFirewall.NotLooked(), Given.ready("a"))))
                .isInstanceOf(DropReference.class);
    }

    @Test
    void a_firewall_of_the_go_provider_goes_with_its_deployment_though_the_template_is_gone() {
        var theirs = new GivenFirewall.OfGoProvider(machine("m-1", "firewall", "project", GO_PROVIDERS));
        var outside = new Outside(theirs, new Capacity.NotAsked(), Optional.empty(), List.of());

        var step = DeploymentPlan.next(seen(deleting(unused(named("m-1"))), null, outside));

        assertThat(step).isInstanceOfSatisfying(Adopt.class, it -> {
            assertThat(it.template().image()).isEqualTo("firewall-ubuntu-3.0.1");
            assertThat(it.template().networks()).containsExactly("internet", "n-1");
        });
    }

    @Test
    void of_several_a_person_has_to_choose() {
        var one = machine("m-1", "firewall", "project", GO_PROVIDERS);
        var two = machine("m-2", "firewall", "project", GO_PROVIDERS);
        var several = of(Given.deployment(), one, two);

        assertThat(several).isEqualTo(new GivenFirewall.Several(List.of("m-1", "m-2")));
        assertThat(DeploymentPlan.next(with(Given.deployment(), several)))
                .isInstanceOfSatisfying(
                        Refuse.class, it -> assertThat(it.message()).contains("m-1, m-2"));
    }

    @Test
    void where_there_is_none_one_is_made() {
        assertThat(DeploymentPlan.next(with(Given.deployment(), new GivenFirewall.None())))
                .isInstanceOf(Create.class);
    }

    private static GivenFirewall of(MetalStackFirewallDeployment deployment, MetalMachine... machines) {
        return GivenFirewall.of(deployment, Given.infrastructure(), List.of(machines));
    }

    private static DeploymentObservation with(
            MetalStackFirewallDeployment deployment, GivenFirewall given, MetalStackFirewall... firewalls) {
        return seen(
                deployment,
                template("a"),
                new Outside(given, new Capacity.NotAsked(), Optional.empty(), List.of()),
                firewalls);
    }

    private static MetalStackFirewallDeployment named(String machine) {
        var deployment = Given.deployment();
        var spec = deployment.getSpec();
        deployment.setSpec(new MetalStackFirewallDeploymentSpec(
                spec.firewallTemplateRef(), new LocalRef("metal://muc/" + machine), null, spec.strategy(), null, null));
        return deployment;
    }

    /** No MetalStackCluster names it any more. */
    private static MetalStackFirewallDeployment unused(MetalStackFirewallDeployment deployment) {
        deployment.getMetadata().setName("unused");
        return deployment;
    }

    private static MetalMachine machine(String id, String role, String project, Set<String> tags) {
        var allocation = new MetalMachine.Allocation(
                "uuid",
                project,
                role,
                "fw",
                "fw",
                "firewall-ubuntu-3.0.1",
                Instant.EPOCH,
                List.of(
                        new MetalMachine.Network("n-1", "privateprimaryunshared", List.of(), 1),
                        new MetalMachine.Network("internet", "external", List.of(), 1),
                        new MetalMachine.Network("underlay", "underlay", List.of(), 1)));
        return new MetalMachine(
                id,
                "muc",
                "v1-small-x86",
                "rack",
                "Alive",
                false,
                tags,
                new MetalMachine.ProvisioningEvents("", null, null, null, false, false),
                Optional.of(allocation));
    }
}
