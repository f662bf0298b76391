package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;

/**
 * What machines made from the template will have, for cluster-autoscaler, which has to know before there is one. Cluster
 * API contract, "InfraMachineTemplate: support cluster autoscaling from zero".
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackMachineTemplateStatus(
        @JsonPropertyDescription(
                "The least that each machine has, as quantities: cpu, memory, ephemeral-storage. From the size of metal-stack.")
        Map<String, String> capacity,

        @JsonPropertyDescription("What each machine is.") NodeInfo nodeInfo,

        @JsonPropertyDescription("Whether the size is known.")
        List<Condition> conditions)
        implements Conditioned {

    /** What a Node made from the template says of itself. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NodeInfo(
            @JsonPropertyDescription(
                    "Architecture, as Go names it: amd64, unless the size has the label kubernetes.io/arch.")
            String architecture,

            @JsonPropertyDescription("Operating system: linux.")
            String operatingSystem) {}

    public static MetalStackMachineTemplateStatus empty() {
        return new MetalStackMachineTemplateStatus(null, null, null);
    }

    public MetalStackMachineTemplateStatus withConditions(List<Condition> fresh) {
        return new MetalStackMachineTemplateStatus(capacity, nodeInfo, fresh);
    }
}
