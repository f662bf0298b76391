package io.metalstack.capi.metal;

import java.util.List;
import java.util.Optional;

/**
 * The address to take: metal-api's request body for POST /v1/ip/allocate. Always static: an ephemeral address that a
 * machine announces would be deleted with that machine.
 */
public record IpAllocation(
        String project,
        String network,
        String name,
        String description,
        Optional<String> addressFamily,
        List<String> tags) {}
