package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** An object that is to hold one machine of metal-stack, and no second one: as a node, or as a firewall. */
// Without it the deserializer that HasMetadata names would come before the one of CustomResource.
@JsonDeserialize(using = JsonDeserializer.None.class)
public sealed interface MachineHolder extends HasMetadata permits MetalStackMachine, MetalStackFirewall {

    /** {@code spec.providerID}: null or empty while no machine is recorded. */
    String providerID();
}
