package io.metalstack.capi.metal;

import java.util.List;
import java.util.Optional;

/** Which machines: all given parts must hold; {@code tags} must each be present exactly. */
public record MachineQuery(
        Optional<String> id, Optional<String> project, Optional<String> hostname, List<String> tags) {

    public MachineQuery {
        Filters.requireText(id, project, hostname);
    }

    /** Every machine and firewall allocated in a project. */
    public static MachineQuery inProject(String project) {
        return new MachineQuery(Optional.empty(), Optional.of(project), Optional.empty(), List.of());
    }

    /** The hardware with this id, allocated or not. Unlike GET /v1/machine/{id}, an empty answer is no 404 guess. */
    public static MachineQuery withId(String id) {
        return new MachineQuery(Optional.of(id), Optional.empty(), Optional.empty(), List.of());
    }
}
