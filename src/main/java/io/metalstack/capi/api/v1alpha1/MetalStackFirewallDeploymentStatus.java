package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** What an operator sees of a cluster's firewall. Nothing here is needed for safety: all can be rebuilt. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackFirewallDeploymentStatus(
        @JsonPropertyDescription("Kept for readers of the Go provider's objects: same as initialization.provisioned.")
        Boolean ready,

        @JsonPropertyDescription("How far the first provisioning has come.")
        Initialization initialization,

        @JsonPropertyDescription("The MetalStackFirewall that traffic goes through now.")
        String firewall,

        @JsonPropertyDescription("How many firewalls there are, those that are being replaced included.")
        @Min(0)
        @Max(1000)
        @StatusReplicas
        Integer replicas,

        @JsonPropertyDescription("What is ready, and what it waits for.")
        List<Condition> conditions)
        implements Conditioned {

    public static MetalStackFirewallDeploymentStatus empty() {
        return new MetalStackFirewallDeploymentStatus(null, null, null, null, null);
    }

    public boolean provisioned() {
        return Initialization.isProvisioned(initialization);
    }

    public MetalStackFirewallDeploymentStatus withConditions(List<Condition> fresh) {
        return new MetalStackFirewallDeploymentStatus(ready, initialization, firewall, replicas, fresh);
    }
}
