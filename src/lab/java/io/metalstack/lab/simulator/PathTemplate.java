package io.metalstack.lab.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path with at most one variable segment, e.g. {@code /v1/machine/{id}/free}. */
record PathTemplate(List<String> segments) {
    static PathTemplate of(String template) {
        return new PathTemplate(List.of(template.substring(1).split("/", -1)));
    }

    /** The decoded segments of a path; one slash at the end does not count. */
    static List<String> split(String path) {
        var trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        var segments = new ArrayList<String>();
        for (var segment : trimmed.substring(Math.min(1, trimmed.length())).split("/", -1)) {
            segments.add(decode(segment));
        }
        return segments;
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return segment;
        }
    }

    /** The variable segment (empty where there is none) of a path that fits. */
    Optional<String> match(List<String> path) {
        if (segments.size() != path.size()) {
            return Optional.empty();
        }
        var id = "";
        for (int i = 0; i < path.size(); i++) {
            if (segments.get(i).startsWith("{")) {
                id = path.get(i);
            } else if (!segments.get(i).equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(id);
    }
}
