package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus.Address;
import java.util.List;

/** What an operator sees of one firewall. Nothing here is needed for safety: all can be rebuilt. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackFirewallStatus(
        @JsonPropertyDescription("How far the first provisioning has come.")
        Initialization initialization,

        @JsonPropertyDescription("Addresses and host name of the firewall.")
        List<Address> addresses,

        @JsonPropertyDescription("Id of the image that metal-stack installed: the newest patch at that time.")
        String image,

        @JsonPropertyDescription("What is ready, and what it waits for.")
        List<Condition> conditions)
        implements Conditioned {

    public static MetalStackFirewallStatus empty() {
        return new MetalStackFirewallStatus(null, null, null, null);
    }

    public boolean provisioned() {
        return Initialization.isProvisioned(initialization);
    }

    public MetalStackFirewallStatus withConditions(List<Condition> fresh) {
        return new MetalStackFirewallStatus(initialization, addresses, image, fresh);
    }
}
