package io.metalstack.capi.metal;

import java.util.Map;

/**
 * The node network to cut: metal-api's request body for POST /v1/network/allocate.
 *
 * @param addressFamily {@code IPv4} or {@code IPv6}; without it a dual-stack super network yields both
 */
public record NetworkAllocation(
        String project,
        String partition,
        String name,
        String description,
        String addressFamily,
        Map<String, String> labels) {}
