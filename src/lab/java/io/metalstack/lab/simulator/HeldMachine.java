package io.metalstack.lab.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * A machine that is allocated, as it is at this moment.
 *
 * @param role {@code machine} or {@code firewall}
 * @param userData as the request had it; in no text of this record
 * @param event the newest of the log
 * @param powered whether it has power
 * @param boots grows whenever it is started anew: free, reset, cycle, on after off, reinstall
 */
public record HeldMachine(
        String id,
        String allocationUuid,
        Instant created,
        String name,
        String hostname,
        String project,
        String role,
        String partition,
        String size,
        String image,
        @JsonProperty("user_data") String userData,
        @JsonProperty("ssh_pub_keys") List<String> sshPubKeys,
        List<Net> networks,
        List<String> ips,
        List<String> tags,
        String event,
        String liveliness,
        boolean powered,
        boolean reinstall,
        int boots) {

    /**
     * A network of it.
     *
     * @param type {@code privateprimaryunshared}, {@code privateprimaryshared}, {@code privatesecondaryshared},
     *     {@code external} or {@code underlay}
     */
    public record Net(
            String networkId, String type, List<String> prefixes, List<String> ips, int vrf, long asn, boolean nat) {}

    static HeldMachine of(Machine m, Allocation a) {
        return new HeldMachine(
                m.id,
                a.uuid,
                a.created,
                a.name,
                a.hostname,
                a.project,
                a.role.word(),
                m.partitionId,
                m.sizeId,
                a.imageId,
                a.userData,
                Requests.listOf(a.sshPubKeys),
                a.networks.stream()
                        .map(n -> new Net(
                                n.networkId(), n.networkType(), n.prefixes(), n.ips(), n.vrf(), n.asn(), n.nat()))
                        .toList(),
                a.ips(),
                m.tags,
                m.events.state().map(ProvisioningEvent::word).orElse(""),
                m.events.liveliness(),
                m.powered,
                a.reinstall,
                m.boots);
    }

    @Override
    public String toString() {
        return role + " " + id + " (allocation " + allocationUuid + ", " + name + " in project " + project + ")";
    }
}
