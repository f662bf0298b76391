package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What to allocate. Written by the deployment, and fixed with the allocation. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(oldSelf.providerID) || oldSelf.providerID == ''"
                + " || (has(self.providerID) && self.providerID == oldSelf.providerID)",
        message =
                "providerID cannot be changed or removed once it is set: it names the firewall that is held; delete the"
                        + " MetalStackFirewall to get another")
@ValidationRule(
        value = "self.template == oldSelf.template",
        message =
                "template cannot be changed: change the MetalStackFirewallTemplate, and the deployment makes a new firewall")
public record MetalStackFirewallSpec(
        @JsonProperty("providerID")
        @JsonPropertyDescription("metal://<partition>/<machine id>. Written by the provider when it has allocated.")
        @Size(max = 512)
        @Pattern("^(metal://[^/]*/[^/]+)?$")
        String providerID,

        @JsonPropertyDescription("The MetalStackFirewallTemplate's spec as it was when this firewall was made.")
        @Required
        MetalStackFirewallTemplateSpec template) {

    /** Read {@code ""} as absent. */
    public MetalStackFirewallSpec {
        providerID = Api.absentIfEmpty(providerID);
    }
}
