package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the infrastructure of a cluster shall be. Identity and what was allocated cannot be changed once set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.projectID == oldSelf.projectID",
        message = "projectID cannot be changed: the machines, network and address of the cluster belong to the project;"
                + " create a new cluster in the other project")
@ValidationRule(
        value = "self.partition == oldSelf.partition",
        message =
                "partition cannot be changed: the machines of the cluster stand there; create a new cluster in the other"
                        + " partition")
@ValidationRule(
        value = "!has(oldSelf.nodeNetworkID) || oldSelf.nodeNetworkID == ''"
                + " || (has(self.nodeNetworkID) && self.nodeNetworkID == oldSelf.nodeNetworkID)",
        message =
                "nodeNetworkID cannot be changed or removed once it is set: the machines are in that network; create a new"
                        + " cluster to use another")
@ValidationRule(
        value = "!has(self.existingNodeNetworkID) || self.existingNodeNetworkID == ''"
                + " || !has(self.nodeNetworkID) || self.nodeNetworkID == ''"
                + " || self.existingNodeNetworkID == self.nodeNetworkID",
        message =
                "existingNodeNetworkID names another network than nodeNetworkID, in which the machines are: leave it out or"
                        + " repeat that id; create a new cluster to use another")
@ValidationRule(
        value = "!has(oldSelf.controlPlaneIP) || oldSelf.controlPlaneIP == ''"
                + " || (has(self.controlPlaneIP) && self.controlPlaneIP == oldSelf.controlPlaneIP)",
        message =
                "controlPlaneIP cannot be changed or removed once it is set: the control plane is reached there; create a"
                        + " new cluster to use another")
@ValidationRule(
        value = "!has(oldSelf.controlPlaneEndpoint) || !has(oldSelf.controlPlaneEndpoint.host)"
                + " || oldSelf.controlPlaneEndpoint.host == ''"
                + " || (has(self.controlPlaneEndpoint) && has(self.controlPlaneEndpoint.host)"
                + " && self.controlPlaneEndpoint.host == oldSelf.controlPlaneEndpoint.host"
                + " && self.controlPlaneEndpoint.port == oldSelf.controlPlaneEndpoint.port)",
        message =
                "controlPlaneEndpoint cannot be changed or removed once it is set: all kubeconfigs point to it; create a"
                        + " new cluster to use another")
@ValidationRule(
        value = "!has(oldSelf.firewallDeploymentRef) || (has(self.firewallDeploymentRef)"
                + " && self.firewallDeploymentRef.name == oldSelf.firewallDeploymentRef.name)",
        message =
                "firewallDeploymentRef cannot be changed or removed once it is set: create a new cluster to use another")
public record MetalStackClusterSpec(
        @JsonPropertyDescription("Where the API server is reached. Filled in by the provider unless given.")
        ApiEndpoint controlPlaneEndpoint,

        @JsonPropertyDescription(
                "Who provides controlPlaneEndpoint: MetalStack (an address of metal-stack, given or allocated; the"
                        + " default) or External (filled in late by somebody else).")
        ControlPlaneEndpointFrom controlPlaneEndpointFrom,

        @JsonPropertyDescription(
                "Who announces the control-plane address: Machines (control-plane machines are allocated with it, so"
                        + " metal-stack announces it from each) or None (something on the machines does, for example"
                        + " kube-vip). Default: Machines for an address that the provider allocated, None for a given one.")
        ControlPlaneAnnouncement controlPlaneAnnouncement,

        @JsonProperty("projectID")
        @JsonPropertyDescription("Project of metal-stack in which everything is allocated. Cannot be changed.")
        @Required
        @Size(min = 1, max = 253)
        String projectID,

        @JsonPropertyDescription("Partition of metal-stack in which the machines stand. Cannot be changed.")
        @Required
        @Size(min = 1, max = 63)
        String partition,

        @JsonProperty("nodeNetworkID")
        @JsonPropertyDescription(
                "Private network of the nodes. Given, it is used and never freed; absent, existingNodeNetworkID or, without"
                        + " that, the id of an allocated one is written here.")
        @Size(max = 253)
        String nodeNetworkID,

        @JsonProperty("existingNodeNetworkID")
        @JsonPropertyDescription(
                "Private network that exists already and shall be the node network; it is never freed. The provider does"
                        + " not write this field, so that a file that leaves it empty can be applied again.")
        @Size(max = 253)
        String existingNodeNetworkID,

        @JsonProperty("controlPlaneIP")
        @JsonPropertyDescription(
                "Address of the API server, already allocated in the project. Given, it is used and never freed;"
                        + " absent (and no controlPlaneEndpoint either), a static one is allocated.")
        @Size(max = 45)
        String controlPlaneIP,

        @JsonPropertyDescription(
                "The MetalStackFirewallDeployment of this cluster, in the same namespace. Machines wait for its first firewall.")
        LocalRef firewallDeploymentRef,

        @JsonProperty("externalNetworkID")
        @JsonPropertyDescription(
                "Network in which the control-plane address is allocated. Default: the network that metal-stack labels"
                        + " network.metal-stack.io/default-external.")
        @Size(max = 253)
        String externalNetworkID,

        @JsonPropertyDescription("Address family of the node network and the control-plane address. Default: IPv4.")
        AddressFamily addressFamily,

        @JsonPropertyDescription("Secret with the credentials of this cluster: keys api-url, api-hmac,"
                + " api-hmac-auth-type, ca.crt. Default: those of the provider.")
        LocalRef credentialsRef) {

    /** Templates leave {@code ""} where nothing is given: read it as absent. */
    public MetalStackClusterSpec {
        nodeNetworkID = Api.absentIfEmpty(nodeNetworkID);
        existingNodeNetworkID = Api.absentIfEmpty(existingNodeNetworkID);
        controlPlaneIP = Api.absentIfEmpty(controlPlaneIP);
        externalNetworkID = Api.absentIfEmpty(externalNetworkID);
    }

    /** A field in which there is nothing but blanks. It names nothing, and as it is set it cannot be filled in. */
    public Optional<String> blankField() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("projectID", projectID);
        fields.put("partition", partition);
        fields.put("nodeNetworkID", nodeNetworkID);
        fields.put("existingNodeNetworkID", existingNodeNetworkID);
        fields.put("controlPlaneIP", controlPlaneIP);
        fields.put("externalNetworkID", externalNetworkID);
        if (controlPlaneEndpoint != null && !"".equals(controlPlaneEndpoint.host())) {
            fields.put("controlPlaneEndpoint.host", controlPlaneEndpoint.host());
        }
        return fields.entrySet().stream()
                .filter(it -> it.getValue() != null && it.getValue().isBlank())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public MetalStackClusterSpec withNodeNetworkID(String id) {
        return new MetalStackClusterSpec(
                controlPlaneEndpoint,
                controlPlaneEndpointFrom,
                controlPlaneAnnouncement,
                projectID,
                partition,
                id,
                existingNodeNetworkID,
                controlPlaneIP,
                firewallDeploymentRef,
                externalNetworkID,
                addressFamily,
                credentialsRef);
    }

    public MetalStackClusterSpec withControlPlaneEndpoint(ApiEndpoint endpoint) {
        return new MetalStackClusterSpec(
                endpoint,
                controlPlaneEndpointFrom,
                controlPlaneAnnouncement,
                projectID,
                partition,
                nodeNetworkID,
                existingNodeNetworkID,
                controlPlaneIP,
                firewallDeploymentRef,
                externalNetworkID,
                addressFamily,
                credentialsRef);
    }
}
