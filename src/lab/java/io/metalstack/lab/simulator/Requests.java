package io.metalstack.lab.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bodies that metal-api reads; a key that is absent or null is null here. Keys are matched without case. */
final class Requests {
    private Requests() {}

    static <T> List<T> listOf(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    record WantedNetwork(
            @Nullable String networkId, @Nullable Boolean autoAcquire) {
        String id() {
            return networkId == null ? "" : networkId;
        }

        boolean acquires() {
            return !Boolean.FALSE.equals(autoAcquire);
        }
    }

    record Rule(
            @Nullable String protocol,
            @Nullable List<Integer> ports,
            @Nullable List<String> to,
            @Nullable List<String> from,
            @Nullable String comment) {}

    record Rules(@Nullable List<Rule> egress, @Nullable List<Rule> ingress) {}

    /** {@code POST /v1/machine/allocate} and {@code POST /v1/firewall/allocate}. */
    record Allocate(
            @Nullable String uuid,
            @Nullable String name,
            @Nullable String hostname,
            @Nullable String description,
            @Nullable String projectId,
            @Nullable String partitionId,
            @Nullable String sizeId,
            @Nullable String imageId,
            @Nullable List<WantedNetwork> networks,
            @JsonProperty("ssh_pub_keys") @Nullable List<String> sshPubKeys,
            @JsonProperty("user_data") @Nullable String userData,
            @Nullable List<String> tags,
            @JsonProperty("placement_tags") @Nullable List<String> placementTags,
            @Nullable List<String> ips,
            @Nullable String filesystemLayoutId,
            @JsonProperty("dns_servers") @Nullable List<Answers.DnsServer> dnsServers,
            @JsonProperty("ntp_servers") @Nullable List<Answers.NtpServer> ntpServers,
            @JsonProperty("firewall_rules") @Nullable Rules firewallRules) {

        String nameOrEmpty() {
            return name == null ? "" : name;
        }

        String hostnameOrDefault() {
            return hostname == null || hostname.isEmpty() ? "metal" : hostname;
        }

        @Override
        public String toString() {
            return "Allocate[name=" + name + ", project=" + projectId + "]"; // user data stays out of every log
        }
    }

    record UpdateMachine(
            @Nullable String id,
            @Nullable String description,
            @Nullable List<String> tags,
            @JsonProperty("ssh_pub_keys") @Nullable List<String> sshPubKeys) {}

    record SetState(@Nullable String value, @Nullable String description) {}

    record Reinstall(@Nullable String imageId) {}

    record AllocateNetwork(
            @Nullable String name,
            @Nullable String description,
            @Nullable String projectId,
            @Nullable String partitionId,
            @Nullable Map<String, String> labels,
            @Nullable Boolean shared,
            @Nullable Boolean nat,
            @Nullable List<String> destinationPrefixes,
            @Nullable Map<String, Integer> length,
            @Nullable String addressFamily) {}

    /** {@code PUT /v1/network}; the other networks are made from it too. */
    record CreateNetwork(
            @Nullable String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable String partitionId,
            @Nullable String projectId,
            @Nullable Map<String, String> labels,
            @Nullable Boolean shared,
            @Nullable List<String> prefixes,
            @Nullable List<String> destinationPrefixes,
            @Nullable Boolean nat,
            @Nullable Boolean privateSuper,
            @Nullable Boolean underlay,
            @Nullable Integer vrf,
            @Nullable Boolean vrfShared,
            @Nullable Map<String, Integer> defaultChildPrefixLength,

            @JsonProperty("additionalAnnouncableCIDRs") @Nullable
            List<String> additionalAnnouncableCidrs) {}

    record UpdateNetwork(
            @Nullable String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable Map<String, String> labels,
            @Nullable Boolean shared,
            @Nullable List<String> prefixes,
            @Nullable List<String> destinationPrefixes,
            @Nullable Map<String, Integer> defaultChildPrefixLength,

            @JsonProperty("additionalAnnouncableCIDRs") @Nullable
            List<String> additionalAnnouncableCidrs) {}

    record AllocateIp(
            @Nullable String name,
            @Nullable String description,
            @Nullable String networkId,
            @Nullable String projectId,
            @Nullable String type,
            @Nullable List<String> tags,
            @Nullable String machineId,
            @Nullable String addressFamily) {}

    record UpdateIp(
            @Nullable String ipAddress,
            @Nullable String name,
            @Nullable String description,
            @Nullable List<String> tags,
            @Nullable String type) {}

    record Capacity(
            @Nullable String id,
            @Nullable String sizeId,
            @Nullable String projectId) {}
}
