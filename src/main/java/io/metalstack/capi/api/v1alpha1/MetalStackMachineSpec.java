package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What to allocate. Everything that goes into the allocation is fixed with it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(oldSelf.providerID) || oldSelf.providerID == ''"
                + " || (has(self.providerID) && self.providerID == oldSelf.providerID)",
        message =
                "providerID cannot be changed or removed once it is set: it names the machine that is held; delete the"
                        + " Machine to get another")
@ValidationRule(
        value = "self.image == oldSelf.image",
        message = "image cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "self.size == oldSelf.size",
        message = "size cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "has(self.sshPublicKeys) == has(oldSelf.sshPublicKeys)"
                + " && (!has(self.sshPublicKeys) || self.sshPublicKeys == oldSelf.sshPublicKeys)",
        message = "sshPublicKeys cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "has(self.additionalNetworks) == has(oldSelf.additionalNetworks)"
                + " && (!has(self.additionalNetworks) || self.additionalNetworks == oldSelf.additionalNetworks)",
        message = "additionalNetworks cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "has(self.tags) == has(oldSelf.tags)" + " && (!has(self.tags) || self.tags == oldSelf.tags)",
        message = "tags cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "has(self.filesystemLayout) == has(oldSelf.filesystemLayout)"
                + " && (!has(self.filesystemLayout) || self.filesystemLayout == oldSelf.filesystemLayout)",
        message = "filesystemLayout cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "has(self.dnsServers) == has(oldSelf.dnsServers)"
                + " && (!has(self.dnsServers) || self.dnsServers == oldSelf.dnsServers)",
        message = "dnsServers cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "has(self.ntpServers) == has(oldSelf.ntpServers)"
                + " && (!has(self.ntpServers) || self.ntpServers == oldSelf.ntpServers)",
        message = "ntpServers cannot be changed: roll the machine with a new MetalStackMachineTemplate")
@ValidationRule(
        value = "!has(self.tags) || self.tags.all(t, !t.startsWith('cluster.metal-stack.io/')"
                + " && !t.startsWith('machine.metal-stack.io/')"
                + " && !t.startsWith('metal-stack.infrastructure.cluster.x-k8s.io/'))",
        message =
                "tags must not start with cluster.metal-stack.io/, machine.metal-stack.io/ or"
                        + " metal-stack.infrastructure.cluster.x-k8s.io/: these tell whose machine it is; use a prefix of your own")
public record MetalStackMachineSpec(
        @JsonProperty("providerID")
        @JsonPropertyDescription("metal://<partition>/<machine id>. Written by the provider when it has allocated.")
        @Size(max = 512)
        @Pattern("^(metal://[^/]*/[^/]+)?$")
        String providerID,

        @JsonPropertyDescription("Image of metal-stack: a full id, or <os>-<major>.<minor> for its newest patch.")
        @Required
        @Size(min = 1, max = 253)
        String image,

        @JsonPropertyDescription("Size of metal-stack.") @Required @Size(min = 1, max = 253)
        String size,

        @JsonPropertyDescription("SSH public keys for the machine, as lines of an authorized_keys file.")
        @Size(max = 50)
        List<String> sshPublicKeys,

        @JsonPropertyDescription("Ids of networks the machine is attached to besides the node network.") @Size(max = 16)
        List<String> additionalNetworks,

        @JsonPropertyDescription("Tags of the allocation. They cannot use the prefixes by which ownership is told.")
        @Size(max = 64)
        List<String> tags,

        @JsonPropertyDescription("Filesystem layout of metal-stack. Default: chosen by size and image.")
        @Size(max = 253)
        String filesystemLayout,

        @JsonPropertyDescription("Addresses of DNS servers, at most three. Default: the partition's.") @Size(max = 3)
        List<String> dnsServers,

        @JsonPropertyDescription("Addresses or names of NTP servers, at most five. Default: the partition's.")
        @Size(max = 5)
        List<String> ntpServers) {

    /** The Go provider leaves {@code ""} in objects without a provider id: read it as absent. */
    public MetalStackMachineSpec {
        providerID = Api.absentIfEmpty(providerID);
        filesystemLayout = Api.absentIfEmpty(filesystemLayout);
    }
}
