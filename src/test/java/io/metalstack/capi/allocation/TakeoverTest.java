package io.metalstack.capi.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackClusterSpec;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineSpec;
import io.metalstack.capi.metal.MetalMachine;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Object {@code ns/w-1} of cluster {@code ns/c} in project p, which names machine m-1. */
class TakeoverTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String OBJECT = OwnershipTags.MACHINE_RESOURCE + "=ns.w-1";
    private static final String CLUSTER = OwnershipTags.CLUSTER_RESOURCE + "=ns.c";
    private static final Set<String> TAGS = Set.of("cluster.metal-stack.io/id=n-1", OBJECT, CLUSTER);
    private static final MetalStackMachine NAMING = object("metal://muc/m-1", Map.of());
    private static final MetalStackMachine SILENT = object("", Map.of());

    @Test
    void a_machine_of_the_go_provider_is_known_by_project_role_and_both_tags() {
        assertThat(judge(NAMING, machine("m-1", "p", "machine", TAGS))).isInstanceOf(Sighting.Adoptable.class);
        for (var other : List.of(
                machine("m-1", "q", "machine", TAGS),
                machine("m-1", "p", "firewall", TAGS),
                machine("m-1", "p", "machine", without(OBJECT)),
                machine("m-1", "p", "machine", without(CLUSTER)),
                machine("m-1", "p", "machine", with(without(OBJECT), OwnershipTags.MACHINE_RESOURCE + "=ns.w-2")),
                machine("m-1", "p", "machine", with(without(OBJECT), OwnershipTags.MACHINE_RESOURCE + "=other.w-1")),
                machine("m-1", "p", "machine", with(without(CLUSTER), OwnershipTags.CLUSTER_RESOURCE + "=ns.d")))) {
            assertThat(judge(NAMING, other))
                    .as("%s", other)
                    .isInstanceOfSatisfying(
                            Sighting.Foreign.class, it -> assertThat(it.why()).contains("m-1", "not touched"));
        }
    }

    @Test
    void a_machine_that_bears_a_claim_or_a_cluster_uid_is_not_the_go_providers() {
        for (var tag : List.of(OwnershipTags.CLAIM + "=c", OwnershipTags.CLUSTER_UID + "=u")) {
            assertThat(judge(NAMING, machine("m-1", "p", "machine", with(TAGS, tag))))
                    .isInstanceOf(Sighting.Foreign.class);
            assertThat(judge(SILENT, machine("m-1", "p", "machine", with(TAGS, tag))))
                    .isInstanceOf(Sighting.Absent.class);
        }
    }

    @Test
    void hardware_that_is_not_allocated_is_nobodys() {
        var free = new MetalMachine("m-1", "muc", "size", "", "Alive", false, TAGS, events(), Optional.empty());

        assertThat(judge(NAMING, free)).isInstanceOf(Sighting.Foreign.class);
    }

    @Test
    void an_object_that_names_nothing_gets_what_names_it_unless_there_are_several() {
        var one = machine("m-1", "p", "machine", TAGS);
        var two = machine("m-2", "p", "machine", TAGS);

        assertThat(judge(SILENT)).isInstanceOf(Sighting.Absent.class);
        assertThat(judge(SILENT, one)).isEqualTo(new Sighting.Adoptable(one, false, List.of()));
        assertThat(judge(SILENT, two, one)).isEqualTo(new Sighting.Several(List.of(), List.of("m-1", "m-2")));
        assertThat(judge(object("", Map.of(Annotations.IMPORT_ALLOCATION, "a-m-2")), one, two))
                .isEqualTo(new Sighting.Adoptable(two, false, List.of("m-1")));
        assertThat(judge(object("", Map.of(Annotations.IMPORT_ALLOCATION, "a-m-9")), one))
                .isInstanceOf(Sighting.Several.class);
    }

    @Test
    void an_object_with_a_claim_of_its_own_was_never_the_go_providers() {
        var claimed = object(null, Map.of(Annotations.CLAIM, "c"));

        assertThat(judge(claimed, machine("m-1", "p", "machine", TAGS))).isInstanceOf(Sighting.Absent.class);
    }

    @Test
    void an_allocation_is_imported_by_its_own_uuid_only() {
        var byHand = machine("m-1", "p", "machine", Set.of());

        assertThat(judge(importing("a-m-1"), byHand)).isEqualTo(new Sighting.Adoptable(byHand, true, List.of()));
        assertThat(judge(importing("a-m-2"), byHand)).isInstanceOf(Sighting.Foreign.class);
        assertThat(judge(importing("m-1"), byHand)).isInstanceOf(Sighting.Foreign.class);
        assertThat(judge(NAMING, byHand))
                .isInstanceOfSatisfying(
                        Sighting.Foreign.class,
                        it -> assertThat(it.why())
                                .contains(Annotations.IMPORT_ALLOCATION)
                                .doesNotContain("a-m-1"));
    }

    @Test
    void what_is_another_objects_is_not_imported_whatever_is_named() {
        for (var tag : List.of(
                OwnershipTags.MACHINE_RESOURCE + "=ns.w-2",
                OwnershipTags.CLUSTER_RESOURCE + "=ns.d",
                OwnershipTags.CLUSTER_UID + "=another",
                OwnershipTags.CLAIM + "=another")) {
            assertThat(judge(importing("a-m-1"), machine("m-1", "p", "machine", Set.of(tag))))
                    .as(tag)
                    .isInstanceOf(Sighting.Foreign.class);
        }
        assertThat(judge(importing("a-m-1"), machine("m-1", "q", "machine", Set.of())))
                .isInstanceOf(Sighting.Foreign.class);
        assertThat(judge(importing("a-m-1"), machine("m-1", "p", "firewall", Set.of())))
                .isInstanceOf(Sighting.Foreign.class);
    }

    @Test
    void nothing_is_taken_over_without_the_metal_stack_cluster() {
        var machine = machine("m-1", "p", "machine", TAGS);
        var alone = new Surroundings(Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(judge(NAMING, alone, machine)).isInstanceOf(Sighting.Foreign.class);
        assertThat(judge(SILENT, alone, machine)).isInstanceOf(Sighting.Absent.class);
    }

    private static Sighting judge(MetalStackMachine object, MetalMachine... machines) {
        var infrastructure = new MetalStackCluster();
        infrastructure.setMetadata(
                new ObjectMetaBuilder().withNamespace("ns").withName("c").build());
        infrastructure.setSpec(
                new MetalStackClusterSpec(null, null, null, "p", "muc", "n-1", null, null, null, null, null, null));
        return judge(
                object, new Surroundings(Optional.empty(), Optional.empty(), Optional.of(infrastructure)), machines);
    }

    private static Sighting judge(MetalStackMachine object, Surroundings around, MetalMachine... machines) {
        var record = AllocationRecord.of(object);
        var all = List.of(machines);
        var found = Sighting.of(all, NOW, record, around.project(record), around.clusterUid(record));
        return Takeover.judge(found, all, record, around);
    }

    private static MetalStackMachine importing(String allocation) {
        return object("metal://muc/m-1", Map.of(Annotations.IMPORT_ALLOCATION, allocation));
    }

    private static MetalStackMachine object(String providerId, Map<String, String> annotations) {
        var object = new MetalStackMachine();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName("w-1")
                .withFinalizers(MetalStackMachine.FINALIZER)
                .withAnnotations(annotations)
                .build());
        object.setSpec(new MetalStackMachineSpec(providerId, "image", "size", null, null, null, null, null, null));
        return object;
    }

    private static MetalMachine machine(String id, String project, String role, Set<String> tags) {
        return new MetalMachine(
                id,
                "muc",
                "size",
                "",
                "Alive",
                false,
                tags,
                events(),
                Optional.of(
                        new MetalMachine.Allocation("a-" + id, project, role, "w-1", "w-1", "image", NOW, List.of())));
    }

    private static MetalMachine.ProvisioningEvents events() {
        return new MetalMachine.ProvisioningEvents("", null, null, null, false, false);
    }

    private static Set<String> without(String tag) {
        var tags = new HashSet<>(TAGS);
        tags.remove(tag);
        return tags;
    }

    private static Set<String> with(Set<String> tags, String tag) {
        var more = new HashSet<>(tags);
        more.add(tag);
        return more;
    }
}
