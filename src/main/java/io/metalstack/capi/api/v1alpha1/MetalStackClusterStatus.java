package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;

/** What an operator and core see of a cluster's infrastructure. Nothing here is needed for safety: all can be rebuilt. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackClusterStatus(
        @JsonPropertyDescription("Kept for readers of the Go provider's objects: same as initialization.provisioned.")
        Boolean ready,

        @JsonPropertyDescription("How far the first provisioning has come.")
        Initialization initialization,

        @JsonPropertyDescription("Where machines can be placed: the partition.")
        List<FailureDomain> failureDomains,

        @JsonPropertyDescription("Left by the Go provider; not read, and taken off.")
        String failureReason,

        @JsonPropertyDescription("Left by the Go provider; not read, and taken off.")
        String failureMessage,

        @JsonPropertyDescription("What is ready, and what it waits for.")
        List<Condition> conditions)
        implements Conditioned {

    public static MetalStackClusterStatus empty() {
        return new MetalStackClusterStatus(null, null, null, null, null, null);
    }

    public boolean provisioned() {
        return Initialization.isProvisioned(initialization);
    }

    public MetalStackClusterStatus withConditions(List<Condition> fresh) {
        return new MetalStackClusterStatus(ready, initialization, failureDomains, failureReason, failureMessage, fresh);
    }
}
