package io.metalstack.capi.metal;

import java.util.List;
import java.util.Optional;

/** Which addresses: all given parts must hold; {@code tags} must each be present exactly. */
public record IpQuery(Optional<String> address, Optional<String> project, Optional<String> network, List<String> tags) {

    public IpQuery {
        Filters.requireText(address, project, network);
    }

    public static IpQuery withAddress(String address) {
        return new IpQuery(Optional.of(address), Optional.empty(), Optional.empty(), List.of());
    }

    public static IpQuery inNetwork(String network) {
        return new IpQuery(Optional.empty(), Optional.empty(), Optional.of(network), List.of());
    }

    public static IpQuery inProject(String project) {
        return tagged(project, List.of());
    }

    public static IpQuery tagged(String project, List<String> tags) {
        return new IpQuery(Optional.empty(), Optional.of(project), Optional.empty(), tags);
    }
}
