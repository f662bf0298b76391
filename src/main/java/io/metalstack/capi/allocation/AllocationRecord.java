package io.metalstack.capi.allocation;

import static io.metalstack.capi.allocation.OwnershipTags.tag;

import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.metal.MetalMachine;
import java.util.Optional;

/**
 * What an object itself says of its allocation, in annotations and {@code spec.providerID}: all that moves with it and
 * survives a status wipe. Whether an allocation is this object's is decided here and nowhere else.
 *
 * @param kind as what the machine is held
 * @param resourceTag the tag that names this object
 * @param claim uuid of its own, a tag of its allocation
 * @param intent the last allocating call that was announced; stays when the call was answered
 * @param allocationUuid of the allocation, recorded with the answer
 * @param providerId recorded with the answer, or given by hand, or by the Go provider
 * @param importAllocation uuid of an allocation that a person wants to be this object's
 * @param malformedProviderId a sentence, when {@code spec.providerID} cannot be read
 * @param unreadableIntent a sentence, when the intent cannot be read: it must not be taken for none
 */
public record AllocationRecord(
        AllocationKind kind,
        String resourceTag,
        Optional<String> claim,
        Optional<AllocationIntent> intent,
        Optional<String> allocationUuid,
        Optional<ProviderId> providerId,
        Optional<String> importAllocation,
        Optional<String> malformedProviderId,
        Optional<String> unreadableIntent) {

    public static AllocationRecord of(MachineHolder resource) {
        var kind = AllocationKind.of(resource);
        var metadata = resource.getMetadata();
        var resourceTag =
                tag(kind.resourceTag(), OwnershipTags.resourceName(metadata.getNamespace(), metadata.getName()));
        var text = Optional.ofNullable(resource.providerID()).filter(it -> !it.isEmpty());
        var providerId = text.flatMap(ProviderId::parse);
        var malformed = text.filter(it -> providerId.isEmpty()).map(AllocationRecord::malformed);
        var claim = Annotations.of(resource, Annotations.CLAIM).filter(it -> !it.isBlank());
        var uuid = Annotations.of(resource, Annotations.ALLOCATION_UUID);
        var read = AllocationIntent.read(resource);
        return new AllocationRecord(
                kind,
                resourceTag,
                claim.or(() -> read.intent().map(AllocationIntent::claim)),
                read.intent(),
                uuid,
                providerId,
                Annotations.of(resource, Annotations.IMPORT_ALLOCATION),
                malformed,
                read.unreadable()
                        .map(it -> it + ": repair it, or take it off once nothing in metal-stack carries the tag "
                                + resourceTag));
    }

    private static String malformed(String providerId) {
        return "spec.providerID \"" + providerId + "\" cannot be read: it must be metal://<partition>/<machine id>";
    }

    /** Whether one of the records cannot be read, and why. */
    public Optional<String> problem() {
        return unreadableIntent.or(() -> malformedProviderId);
    }

    /** Nothing was ever asked of metal-api for this object, so nothing can be there. */
    public boolean neverAsked() {
        return claim.isPresent() && intent.isEmpty() && allocationUuid.isEmpty() && providerId.isEmpty();
    }

    /** The answer of the last call was never recorded: the call may still take effect, or has. */
    public Optional<AllocationIntent> openIntent() {
        return allocationUuid.isPresent() ? Optional.empty() : intent;
    }

    /** A machine was held for this object once: whatever became of it, no other is taken. */
    public boolean recorded() {
        return providerId.isPresent() || allocationUuid.isPresent();
    }

    /** How messages name the machine. */
    public String machineName() {
        return providerId.map(it -> kind.role() + " " + it.machineId()).orElse("the " + kind.role());
    }

    /** Whether all that identifies this allocation is written on the object. */
    public boolean identifies(MetalMachine machine) {
        return claim.isPresent()
                && providerId.isPresent()
                && providerId.get().machineId().equals(machine.id())
                && machine.allocation().map(MetalMachine.Allocation::uuid).equals(allocationUuid);
    }

    /**
     * Whether the machine's allocation is provably this object's: it is the recorded one, or it carries our claim and our
     * name. (A claim alone could have been copied to several objects, by a template's annotations for example.) Where
     * both were taken off the object, the cluster's uid, which only we mint, together with the name will do.
     *
     * @param project compared when known
     * @param clusterUid of the object's cluster, when known
     */
    public boolean holds(MetalMachine machine, Optional<String> project, Optional<String> clusterUid) {
        return machine.allocation()
                .filter(it -> kind.role().equals(it.role()))
                .filter(it -> project.isEmpty() || project.get().equals(it.project()))
                .filter(it -> isRecorded(it.uuid()) && namesNobodyElse(machine)
                        || machine.tags().contains(resourceTag) && carriesProof(machine, clusterUid))
                .isPresent();
    }

    private boolean isRecorded(String uuid) {
        return allocationUuid.isPresent() && allocationUuid.get().equals(uuid);
    }

    /** The annotation with the uuid can have been copied from another object, together with all others. */
    private boolean namesNobodyElse(MetalMachine machine) {
        return OwnershipTags.value(machine.tags(), kind.resourceTag())
                .map(it -> tag(kind.resourceTag(), it).equals(resourceTag))
                .orElse(true);
    }

    private boolean carriesProof(MetalMachine machine, Optional<String> clusterUid) {
        if (claim.isPresent()) {
            return machine.tags().contains(tag(OwnershipTags.CLAIM, claim.get()));
        }
        return allocationUuid.isEmpty()
                && clusterUid.isPresent()
                && machine.tags().contains(tag(OwnershipTags.CLUSTER_UID, clusterUid.get()));
    }
}
