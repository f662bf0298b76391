package io.metalstack.capi.metal;

import java.util.Set;

/**
 * An address as metal-api answers it. The address is its key; {@code allocationUuid} tells one allocation of it from
 * the next.
 *
 * @param isStatic false for ephemeral addresses, which go with the last machine that holds them
 * @param tags {@code machine.metal-stack.io/id=…} among them while a machine holds the address
 */
public record MetalIp(
        String address,
        String allocationUuid,
        String name,
        String description,
        String project,
        String network,
        boolean isStatic,
        Set<String> tags) {}
