package io.metalstack.capi.metal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine as metal-api answers it, without hardware and user data.
 *
 * @param id of the hardware; it outlives allocations
 * @param partition id, empty for hardware that metal-api has not placed
 * @param size id, empty for unknown hardware
 * @param rack id, or empty
 * @param liveliness {@code Alive}, {@code Dead}, {@code Unknown} or empty
 * @param locked true while an operator has locked the machine, which then cannot be freed
 * @param tags the allocation's, in no order; metal-api clears them when the machine is freed
 * @param events what the machine reported
 * @param allocation empty when the machine is free
 */
public record MetalMachine(
        String id,
        String partition,
        String size,
        String rack,
        String liveliness,
        boolean locked,
        Set<String> tags,
        ProvisioningEvents events,
        Optional<Allocation> allocation) {

    /**
     * Who holds the machine, and with what.
     *
     * @param uuid of the allocation, the only safe identity: hardware ids are reused
     * @param image id as resolved by metal-api, which may differ from the short id that was asked for; empty if deleted
     * @param role {@code machine} or {@code firewall}
     * @param networks in no order
     */
    public record Allocation(
            String uuid,
            String project,
            String role,
            String name,
            String hostname,
            String image,
            Instant created,
            List<Network> networks) {}

    /**
     * A network of an allocation.
     *
     * @param type {@code privateprimaryunshared}, {@code privateprimaryshared}, {@code privatesecondaryshared},
     *     {@code external} or {@code underlay}
     */
    public record Network(String id, String type, List<String> ips, long asn) {}

    /**
     * The provisioning events.
     *
     * @param newest name of the newest logged event, for example {@code Phoned Home}; empty if there is none
     * @param newestAt its time: for a running machine that of the <em>first</em> phone-home
     * @param lastEventAt time of the last sign of life
     * @param phonedHomeAt time of the newest {@code Phoned Home} in the log; null if there is none
     */
    public record ProvisioningEvents(
            String newest,
            @Nullable Instant newestAt,
            @Nullable Instant lastEventAt,
            @Nullable Instant phonedHomeAt,
            boolean crashLoop,
            boolean failedReclaim) {}
}
