package io.metalstack.capi.metal;

import java.util.Map;
import java.util.Optional;

/** Which networks: all given parts must hold; each label must be present with exactly its value. */
public record NetworkQuery(
        Optional<String> id, Optional<String> project, Optional<String> partition, Map<String, String> labels) {

    public NetworkQuery {
        Filters.requireText(id, project, partition);
    }

    public static NetworkQuery withId(String id) {
        return new NetworkQuery(Optional.of(id), Optional.empty(), Optional.empty(), Map.of());
    }

    /** Networks of any project with these labels, for example the default external network. */
    public static NetworkQuery labelled(Map<String, String> labels) {
        return new NetworkQuery(Optional.empty(), Optional.empty(), Optional.empty(), labels);
    }

    public static NetworkQuery inProject(String project, String partition, Map<String, String> labels) {
        return new NetworkQuery(Optional.empty(), Optional.of(project), Optional.of(partition), labels);
    }
}
