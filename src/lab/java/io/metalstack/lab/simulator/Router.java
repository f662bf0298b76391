package io.metalstack.lab.simulator;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path and says no as go-restful does: path, then method, content type, accepted type. */
final class Router {
    private static final List<Route> MOST_LITERAL_FIRST = List.of(Route.values()).stream()
            .sorted(Comparator.comparingInt((Route r) -> r.template().contains("{") ? 1 : 0)
                    .thenComparing(r -> -r.template().length()))
            .toList();

    private Router() {}

    record Match(Route route, String id) {}

    /** Which route and id, or the refusal; {@code allow} is for the header of a 405. */
    record Found(
            @Nullable Match match,
            @Nullable ApiError refusal,
            @Nullable String allow) {}

    static Found find(String method, String path, @Nullable String contentType, @Nullable String accept) {
        var segments = segments(path);
        var matching = new ArrayList<Match>();
        for (var route : MOST_LITERAL_FIRST) {
            match(route, segments, matching);
        }
        if (matching.isEmpty()) {
            return refused(404, "404: Page Not Found");
        }
        var ofMethod =
                matching.stream().filter(m -> m.route().method().equals(method)).findFirst();
        if (ofMethod.isEmpty()) {
            var allow =
                    matching.stream().map(m -> m.route().method()).distinct().collect(Collectors.joining(", "));
            return new Found(null, new ApiError(405, "405: Method Not Allowed"), allow);
        }
        if (!readable(method, contentType)) {
            return refused(415, "415: Unsupported Media Type");
        }
        if (!acceptable(accept)) {
            return refused(406, "406: Not Acceptable\n\nAvailable representations: application/json");
        }
        return new Found(ofMethod.get(), null, null);
    }

    private static Found refused(int status, String message) {
        return new Found(null, new ApiError(status, message), null);
    }

    private static List<String> segments(String path) {
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

    private static void match(Route route, List<String> segments, List<Match> matching) {
        var template = route.segments();
        if (template.size() != segments.size()) {
            return;
        }
        var id = "";
        for (int i = 0; i < template.size(); i++) {
            if (template.get(i).startsWith("{")) {
                id = segments.get(i);
            } else if (!template.get(i).equals(segments.get(i))) {
                return;
            }
        }
        matching.add(new Match(route, id));
    }

    private static boolean readable(String method, @Nullable String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return method.equals("GET") || method.equals("DELETE");
        }
        return contentType.toLowerCase(Locale.ROOT).startsWith("application/json");
    }

    private static boolean acceptable(@Nullable String accept) {
        if (accept == null || accept.isBlank()) {
            return true;
        }
        for (var part : accept.split(",", -1)) {
            var type = part.split(";", 2)[0].strip();
            if (type.equals("*/*") || type.equals("application/json") || type.equals("application/*")) {
                return true;
            }
        }
        return false;
    }
}
