package io.metalstack.lab.simulator;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the route of a path and says no as go-restful does: path, then method, content type, accepted type. */
final class Router {
    private record Path(Route route, PathTemplate template) {}

    private static final List<Path> MOST_LITERAL_FIRST = List.of(Route.values()).stream()
            .sorted(Comparator.comparingInt((Route r) -> r.template().contains("{") ? 1 : 0)
                    .thenComparing(r -> -r.template().length()))
            .map(route -> new Path(route, PathTemplate.of(route.template())))
            .toList();

    private Router() {}

    record Match(Route route, String id) {}

    /** Which route and id, or the refusal; {@code allow} is for the header of a 405. */
    record Found(
            @Nullable Match match,
            @Nullable ApiError refusal,
            @Nullable String allow) {}

    static Found find(String method, String path, @Nullable String contentType, @Nullable String accept) {
        var segments = PathTemplate.split(path);
        var matching = MOST_LITERAL_FIRST.stream()
                .flatMap(p -> p.template().match(segments).map(id -> new Match(p.route(), id)).stream())
                .toList();
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
