package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What an operator and core see of a machine. Nothing here is needed for safety: all can be rebuilt. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackMachineStatus(
        @JsonPropertyDescription("Kept for readers of the Go provider's objects: same as initialization.provisioned.")
        Boolean ready,

        @JsonPropertyDescription("How far the first provisioning has come.")
        Initialization initialization,

        @JsonPropertyDescription("Where the machine stands: the partition.")
        String failureDomain,

        @JsonPropertyDescription("Addresses and host name of the machine.")
        List<Address> addresses,

        @JsonPropertyDescription("Left by the Go provider; not read, and taken off.")
        String failureReason,

        @JsonPropertyDescription("Left by the Go provider; not read, and taken off.")
        String failureMessage,

        @JsonPropertyDescription("What is ready, and what it waits for.")
        List<Condition> conditions)
        implements Conditioned {

    /** An address as the Cluster API contract shapes it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Address(
            @JsonPropertyDescription("Hostname, InternalIP or ExternalIP.") @Required
            String type,

            @JsonPropertyDescription("The address or name.") @Required
            String address) {}

    public static MetalStackMachineStatus empty() {
        return new MetalStackMachineStatus(null, null, null, null, null, null, null);
    }

    public boolean provisioned() {
        return Initialization.isProvisioned(initialization);
    }

    public MetalStackMachineStatus withConditions(List<Condition> fresh) {
        return new MetalStackMachineStatus(
                ready, initialization, failureDomain, addresses, failureReason, failureMessage, fresh);
    }
}
