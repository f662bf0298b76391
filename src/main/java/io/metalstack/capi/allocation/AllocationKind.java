package io.metalstack.capi.allocation;

import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import java.util.Arrays;
import java.util.Optional;

/** As what a machine of metal-stack is held: metal-api calls it the allocation's role. */
public enum AllocationKind {
    MACHINE("machine", OwnershipTags.MACHINE_RESOURCE, MetalStackMachine.FINALIZER, "Machine"),
    FIREWALL("firewall", OwnershipTags.FIREWALL_RESOURCE, MetalStackFirewall.FINALIZER, "MetalStackFirewall");

    private final String role;
    private final String resourceTag;
    private final String finalizer;
    private final String ownedBy;

    AllocationKind(String role, String resourceTag, String finalizer, String ownedBy) {
        this.role = role;
        this.resourceTag = resourceTag;
        this.finalizer = finalizer;
        this.ownedBy = ownedBy;
    }

    /** The kind that such an object holds. */
    public static AllocationKind of(MachineHolder resource) {
        return switch (resource) {
            case MetalStackMachine machine -> MACHINE;
            case MetalStackFirewall firewall -> FIREWALL;
        };
    }

    /** The kind of such an allocation; empty for a role that metal-api has and we do not. */
    public static Optional<AllocationKind> ofRole(String role) {
        return Arrays.stream(values()).filter(it -> it.role.equals(role)).findFirst();
    }

    /** The type of object that holds one. */
    public Class<? extends MachineHolder> type() {
        return switch (this) {
            case MACHINE -> MetalStackMachine.class;
            case FIREWALL -> MetalStackFirewall.class;
        };
    }

    /** metal-api's word, and the one that messages use. */
    public String role() {
        return role;
    }

    /** Key of the tag that names the object on its allocation. */
    public String resourceTag() {
        return resourceTag;
    }

    String finalizer() {
        return finalizer;
    }

    /** The object that a user deletes to have another one in its place. */
    String ownedBy() {
        return ownedBy;
    }
}
