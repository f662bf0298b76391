package io.metalstack.capi.metal;

import java.util.List;
import java.util.Map;

/**
 * A network as metal-api answers it.
 *
 * @param partition id, empty for networks of no partition
 * @param project id, empty for networks of no project
 * @param parent id of the super network, empty for networks that are no child
 * @param privateSuper true for the network that node networks are cut from
 */
public record MetalNetwork(
        String id,
        String name,
        String description,
        String partition,
        String project,
        String parent,
        boolean privateSuper,
        boolean shared,
        List<String> prefixes,
        Map<String, String> labels) {}
