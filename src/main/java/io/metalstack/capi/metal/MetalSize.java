package io.metalstack.capi.metal;

import java.util.Map;

/**
 * A kind of hardware, and the least that each machine of it has. Zero where the size says nothing.
 *
 * @param memory in bytes
 * @param storage in bytes, all disks together
 */
public record MetalSize(String id, long cores, long memory, long storage, Map<String, String> labels) {}
