package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * What a firewall is made from: the fields of the Go provider's templates, which are those of
 * firewall-controller-manager, and three of ours. What metal-api cannot take is reported and not applied.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackFirewallTemplateSpec(
        @JsonPropertyDescription("Size of metal-stack.") @Required @Size(min = 1, max = 253)
        String size,

        @JsonPropertyDescription(
                "Image of metal-stack with the feature firewall: a full id, or <os>-<major>.<minor> for its newest patch.")
        @Required
        @Size(min = 1, max = 253)
        String image,

        @JsonPropertyDescription(
                "Ids of the networks the firewall connects: at least one external one. The node network is added.")
        @Required
        @Size(min = 1, max = 16)
        List<String> networks,

        @JsonPropertyDescription("Partition of the cluster. Need not be given; another one is refused.") @Size(max = 63)
        String partition,

        @JsonPropertyDescription("Project of the cluster. Need not be given; another one is refused.") @Size(max = 253)
        String project,

        @JsonPropertyDescription("What the firewall lets through. Without any rule it lets nothing through.")
        FirewallRuleSet initialRuleSet,

        @JsonPropertyDescription(
                "User data for the firewall's first boot, as its image takes it: Ignition, for example.")
        @Size(max = 32768)
        String userdata,

        @JsonPropertyDescription("SSH public keys for the firewall, as lines of an authorized_keys file.")
        @Size(max = 50)
        List<String> sshPublicKeys,

        @JsonPropertyDescription("Addresses of DNS servers, at most three. Default: the partition's.") @Size(max = 3)
        List<String> dnsServers,

        @JsonPropertyDescription("Addresses or names of NTP servers, at most five. Default: the partition's.")
        @Size(max = 5)
        List<String> ntpServers,

        @JsonPropertyDescription("Filesystem layout of metal-stack. Default: chosen by size and image.")
        @Size(max = 253)
        String filesystemLayout,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 64)
        List<RateLimit> rateLimits,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 64)
        List<String> internalPrefixes,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 64)
        List<EgressIps> egressRules,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 64)
        String interval,

        @JsonPropertyDescription("Not applied: needs firewall-controller.")
        Boolean dryRun,

        @JsonProperty("ipv4RuleFile")
        @JsonPropertyDescription("Not applied: needs firewall-controller.")
        @Size(max = 4096)
        String ipv4RuleFile,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 253)
        String controllerVersion,

        @JsonProperty("controllerURL")
        @JsonPropertyDescription("Not applied: needs firewall-controller.")
        @Size(max = 4096)
        String controllerURL,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 253)
        String nftablesExporterVersion,

        @JsonProperty("nftablesExporterURL")
        @JsonPropertyDescription("Not applied: needs firewall-controller.")
        @Size(max = 4096)
        String nftablesExporterURL,

        @JsonPropertyDescription("Not applied: needs firewall-controller.")
        Boolean logAcceptedConnections,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Size(max = 253)
        String dnsServerAddress,

        @JsonPropertyDescription("Not applied: needs firewall-controller.") @Min(0) @Max(65535)
        Integer dnsPort,

        @JsonPropertyDescription("Not applied: needs firewall-controller.")
        AllowedNetworks allowedNetworks,

        @JsonPropertyDescription("Not applied: only userdata is.") @Size(max = 64)
        List<UserdataContent> userdataContents) {

    private static final String COMMENT = "^[A-Za-z_ -]*$";

    /** In any case, as metal-api takes it. */
    private static final String PROTOCOL = "^([Tt][Cc][Pp]|[Uu][Dd][Pp])$";

    /** What Go leaves in a field that nobody set. */
    private static final List<Object> NOTHING = Arrays.asList(null, "", false, 0, List.of());

    /** Templates leave {@code ""} where nothing is given: read it as absent. */
    public MetalStackFirewallTemplateSpec {
        partition = Api.absentIfEmpty(partition);
        project = Api.absentIfEmpty(project);
        userdata = Api.absentIfEmpty(userdata);
        filesystemLayout = Api.absentIfEmpty(filesystemLayout);
    }

    /** A firewall of which no more is known than what every one has. */
    public static MetalStackFirewallTemplateSpec of(String size, String image, List<String> networks) {
        return new MetalStackFirewallTemplateSpec(
                size, image, networks, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, null, null, null, null, null, null, null, null);
    }

    /** The same with another image. */
    public MetalStackFirewallTemplateSpec withImage(String other) {
        return new MetalStackFirewallTemplateSpec(
                size,
                other,
                networks,
                partition,
                project,
                initialRuleSet,
                userdata,
                sshPublicKeys,
                dnsServers,
                ntpServers,
                filesystemLayout,
                rateLimits,
                internalPrefixes,
                egressRules,
                interval,
                dryRun,
                ipv4RuleFile,
                controllerVersion,
                controllerURL,
                nftablesExporterVersion,
                nftablesExporterURL,
                logAcceptedConnections,
                dnsServerAddress,
                dnsPort,
                allowedNetworks,
                userdataContents);
    }

    /** Fields that are set and that metal-api cannot take, sorted. */
    public List<String> notApplied() {
        var fields = new TreeMap<String, Object>();
        fields.put("rateLimits", rateLimits);
        fields.put("internalPrefixes", internalPrefixes);
        fields.put("egressRules", egressRules);
        fields.put("interval", interval);
        fields.put("dryRun", dryRun);
        fields.put("ipv4RuleFile", ipv4RuleFile);
        fields.put("controllerVersion", controllerVersion);
        fields.put("controllerURL", controllerURL);
        fields.put("nftablesExporterVersion", nftablesExporterVersion);
        fields.put("nftablesExporterURL", nftablesExporterURL);
        fields.put("logAcceptedConnections", logAcceptedConnections);
        fields.put("dnsServerAddress", dnsServerAddress);
        fields.put("dnsPort", dnsPort);
        fields.put("allowedNetworks", allowedNetworks);
        fields.put("userdataContents", userdataContents);
        fields.values().removeAll(NOTHING);
        return List.copyOf(fields.keySet());
    }

    /** User data may hold keys. */
    @Override
    public String toString() {
        return "MetalStackFirewallTemplateSpec[" + size + ", " + image + ", " + networks + "]";
    }

    /** Rules that metal-api takes with the allocation. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FirewallRuleSet(
            @JsonPropertyDescription("New connections from the nodes.") @Size(max = 100)
            List<EgressRule> egress,

            @JsonPropertyDescription("New connections to the nodes.") @Size(max = 100)
            List<IngressRule> ingress) {}

    /** Lets new connections out. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EgressRule(
            @JsonPropertyDescription("Letters, _, - and spaces, at most 100: metal-api refuses all else.")
            @Size(max = 100)
            @Pattern(COMMENT)
            String comment,

            @JsonPropertyDescription("Ports, 1 to 65535.") @Required @Size(min = 1, max = 100)
            List<Integer> ports,

            @JsonPropertyDescription("TCP or UDP, in upper or lower case.") @Required @Size(max = 3) @Pattern(PROTOCOL)
            String protocol,

            @JsonPropertyDescription("Networks as CIDRs, of one address family.") @Required @Size(min = 1, max = 100)
            List<String> to) {}

    /** Lets new connections in. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IngressRule(
            @JsonPropertyDescription("Letters, _, - and spaces, at most 100: metal-api refuses all else.")
            @Size(max = 100)
            @Pattern(COMMENT)
            String comment,

            @JsonPropertyDescription("Ports, 1 to 65535.") @Required @Size(min = 1, max = 100)
            List<Integer> ports,

            @JsonPropertyDescription("TCP or UDP, in upper or lower case.") @Required @Size(max = 3) @Pattern(PROTOCOL)
            String protocol,

            @JsonPropertyDescription("Networks as CIDRs, of one address family.") @Required @Size(min = 1, max = 100)
            List<String> from,

            @JsonPropertyDescription("Networks as CIDRs, of the same address family. Default: everywhere.")
            @Size(max = 100)
            List<String> to) {}

    /** A limit of firewall-controller. */
    public record RateLimit(
            @JsonProperty("networkID") @JsonPropertyDescription("Id of the network.") @Required
            String networkID,

            @JsonPropertyDescription("MiB per second.") @Required
            Long rate) {}

    /** Source addresses of firewall-controller. */
    public record EgressIps(
            @JsonProperty("networkID") @JsonPropertyDescription("Id of the network.") @Required
            String networkID,

            @JsonPropertyDescription("Addresses.") @Required @Size(max = 64)
            List<String> ips) {}

    /** Networks of firewall-controller. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AllowedNetworks(
            @JsonPropertyDescription("CIDRs.") @Size(max = 64)
            List<String> ingress,

            @JsonPropertyDescription("CIDRs.") @Size(max = 64)
            List<String> egress) {}

    /** A file of firewall-controller-manager's user data. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record UserdataContent(
            @JsonPropertyDescription("Where the file is to be.") @Required
            String path,

            @JsonPropertyDescription("What is in it.") @Size(max = 32768)
            String content,

            @JsonPropertyDescription("Where what is in it comes from.")
            ContentFrom contentFrom) {}

    /** Where a file's content comes from. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ContentFrom(
            @JsonPropertyDescription("A key of a ConfigMap.")
            KeyRef configMapKeyRef,

            @JsonPropertyDescription("A key of a Secret.") KeyRef secretKeyRef,

            @JsonPropertyDescription("A kubeconfig of firewall-controller-manager.")
            KeyRef firewallControllerKubeconfigSecret) {}

    /** A key of a named object in the same namespace. */
    public record KeyRef(
            @JsonPropertyDescription("Name of the object.") @Required
            String name,

            @JsonPropertyDescription("Key in it.") @Required String key) {}
}
