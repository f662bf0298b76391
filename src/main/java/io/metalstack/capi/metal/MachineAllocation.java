package io.metalstack.capi.metal;

import java.util.List;
import java.util.Optional;

/**
 * What to allocate: metal-api's request body for POST /v1/machine/allocate, and with rules /v1/firewall/allocate.
 *
 * @param userData the bootstrap data as it is; the client encodes it. Never logged, so {@link #toString()} leaves it out
 * @param networks each gets an address automatically, unless one of {@code ips} is in it
 * @param ips addresses of the project, allocated already, in one of the networks
 * @param firewallRules of a firewall; a machine has none
 * @param placementTags metal-api spreads over racks by counting machines that carry these tags
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and a list of boxed bytes would be absurd
public record MachineAllocation(
        String project,
        String partition,
        String size,
        String image,
        String name,
        String hostname,
        String description,
        byte[] userData,
        List<String> networks,
        List<String> ips,
        List<String> tags,
        List<String> placementTags,
        List<String> sshPublicKeys,
        Optional<String> filesystemLayout,
        List<String> dnsServers,
        List<String> ntpServers,
        Optional<FirewallRules> firewallRules) {

    @Override
    public String toString() {
        return hostname + " in " + project + "/" + partition;
    }
}
