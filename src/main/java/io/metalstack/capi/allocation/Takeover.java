package io.metalstack.capi.allocation;

import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.metal.MetalMachine;
import java.util.List;
import java.util.Optional;

/**
 * Whether an allocation that this provider did not record may be taken over for an object: one that the Go provider made
 * for exactly this object, or one that a person named. Pure.
 *
 * <p>The Go provider's is known by what it itself writes: project, role, and the tags for object and cluster, both of
 * which name exactly this one, while nobody's claim or cluster-uid is there. Everything else has to be named by the
 * uuid of the allocation: hardware ids are reused, and are known to whoever sees a Node.
 */
final class Takeover {

    private final AllocationRecord record;
    private final Surroundings around;

    private Takeover(AllocationRecord record, Surroundings around) {
        this.record = record;
        this.around = around;
    }

    /**
     * What a look means for an object that may have been the Go provider's, or names what it wants to take over.
     *
     * @param found the judgement by what this provider writes
     * @param machines what was looked at
     */
    static Sighting judge(Sighting found, List<MetalMachine> machines, AllocationRecord record, Surroundings around) {
        if (record.kind() != AllocationKind.MACHINE
                || record.allocationUuid().isPresent()
                || record.intent().isPresent()) {
            return found;
        }
        var takeover = new Takeover(record, around);
        return switch (found) {
            case Sighting.Foreign foreign -> takeover.named(foreign.machineId(), machines);
            case Sighting.Absent absent
            when record.claim().isEmpty() && record.providerId().isEmpty() -> takeover.lost(absent, machines);
            default -> found;
        };
    }

    private Sighting named(String id, List<MetalMachine> machines) {
        var machine = machines.stream()
                .filter(it -> it.id().equals(id) && it.allocation().isPresent())
                .findFirst();
        if (machine.isEmpty()) {
            return refused(id, "it has no allocation in the cluster's project");
        }
        var objection = objection(machine.get());
        if (objection.isPresent()) {
            return refused(id, objection.get());
        }
        if (madeByGoProvider(machine.get())) {
            return new Sighting.Adoptable(machine.get(), false, alike(machine.get(), machines));
        }
        if (record.importAllocation().isEmpty()) {
            return refused(
                    id,
                    "this provider did not allocate it for this object, nor does it carry the Go provider's tags for"
                            + " it. To take it over, set the annotation " + Annotations.IMPORT_ALLOCATION
                            + " to the uuid of its allocation");
        }
        return isImported(machine.get())
                ? new Sighting.Adoptable(machine.get(), true, List.of())
                : refused(
                        id,
                        "its allocation is not the one that the annotation " + Annotations.IMPORT_ALLOCATION
                                + " names");
    }

    /** The Go provider's call was answered and never recorded: the object names nothing, the machine names the object. */
    private Sighting lost(Sighting.Absent absent, List<MetalMachine> machines) {
        var left = machines.stream().filter(this::madeByGoProvider).toList();
        var meant = left.stream().filter(this::isImported).toList();
        if (left.isEmpty()) {
            return absent;
        }
        if (meant.size() == 1 || left.size() == 1 && record.importAllocation().isEmpty()) {
            var machine = meant.isEmpty() ? left.getFirst() : meant.getFirst();
            return new Sighting.Adoptable(machine, false, alike(machine, machines));
        }
        return new Sighting.Several(
                List.of(), left.stream().map(MetalMachine::id).sorted().toList());
    }

    private List<String> alike(MetalMachine machine, List<MetalMachine> machines) {
        return machines.stream()
                .filter(it -> !it.id().equals(machine.id()) && madeByGoProvider(it))
                .map(MetalMachine::id)
                .sorted()
                .toList();
    }

    private boolean isImported(MetalMachine machine) {
        return record.importAllocation().isPresent()
                && machine.allocation().map(MetalMachine.Allocation::uuid).equals(record.importAllocation());
    }

    private boolean madeByGoProvider(MetalMachine machine) {
        return machine.allocation().isPresent()
                && objection(machine).isEmpty()
                && machine.tags().contains(record.resourceTag())
                && clusterResource().filter(machine.tags()::contains).isPresent()
                && OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM).isEmpty()
                && OwnershipTags.value(machine.tags(), OwnershipTags.CLUSTER_UID)
                        .isEmpty();
    }

    /** Why nobody can have it, whatever annotation there is. */
    private Optional<String> objection(MetalMachine machine) {
        if (around.infrastructure().isEmpty()) {
            return Optional.of("without its MetalStackCluster it cannot be told in which project it has to be");
        }
        var allocation = machine.allocation().orElseThrow();
        if (!allocation.project().equals(around.infrastructure().get().getSpec().projectID())) {
            return Optional.of("it is allocated in another project");
        }
        if (!allocation.role().equals(record.kind().role())) {
            return Optional.of("it is allocated as a " + allocation.role());
        }
        return belongsToAnother(machine);
    }

    private Optional<String> belongsToAnother(MetalMachine machine) {
        var object = OwnershipTags.value(machine.tags(), record.kind().resourceTag());
        if (object.map(it -> tag(record.kind().resourceTag(), it))
                .filter(it -> !it.equals(record.resourceTag()))
                .isPresent()) {
            return Optional.of("it is allocated for " + object.get());
        }
        var cluster = OwnershipTags.value(machine.tags(), OwnershipTags.CLUSTER_RESOURCE);
        if (cluster.map(it -> tag(OwnershipTags.CLUSTER_RESOURCE, it))
                .filter(it -> !Optional.of(it).equals(clusterResource()))
                .isPresent()) {
            return Optional.of("it belongs to cluster " + cluster.get());
        }
        var uid = OwnershipTags.value(machine.tags(), OwnershipTags.CLUSTER_UID);
        if (uid.isPresent() && !uid.equals(around.clusterUid())) {
            return Optional.of("it belongs to another cluster of the same namespace and name");
        }
        return object.isEmpty()
                        && OwnershipTags.value(machine.tags(), OwnershipTags.CLAIM)
                                .isPresent()
                ? Optional.of("another object has claimed it")
                : Optional.empty();
    }

    private Optional<String> clusterResource() {
        return around.infrastructure()
                .map(MetalStackCluster::getMetadata)
                .map(it -> tag(
                        OwnershipTags.CLUSTER_RESOURCE, OwnershipTags.resourceName(it.getNamespace(), it.getName())));
    }

    private static Sighting refused(String id, String why) {
        return new Sighting.Foreign(id, "spec.providerID names machine " + id + ", which is not touched: " + why);
    }
}
