package io.metalstack.capi.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the configuration has kube-state-metrics tell of one kind. */
record StateMetrics(JsonNode resource) {

    static final String PREFIX = "kube_";

    /**
     * Where a value is found in an object.
     *
     * @param steps names of fields; {@code [key=value]} is the element of a list with that field
     */
    record Place(String metric, List<String> steps) {

        Place below(List<String> more) {
            var all = new ArrayList<>(steps);
            all.addAll(more);
            return new Place(metric, all);
        }
    }

    static List<StateMetrics> all() {
        return Deployed.document(Deployed.STATE_METRICS)
                .path("spec")
                .path("resources")
                .valueStream()
                .map(StateMetrics::new)
                .toList();
    }

    String kind() {
        return resource.path("groupVersionKind").path("kind").asText();
    }

    List<String> metrics() {
        return resource.path("metrics").valueStream().map(this::name).toList();
    }

    private String name(JsonNode metric) {
        return resource.path("metricNamePrefix").asText() + "_"
                + metric.path("name").asText();
    }

    /** All that are read. */
    List<Place> places() {
        var ofAll = labels(new Place("labels of all", List.of()), resource);
        return Stream.concat(ofAll, resource.path("metrics").valueStream().flatMap(this::places))
                .toList();
    }

    private Stream<Place> places(JsonNode metric) {
        var each = metric.path("each").properties().stream()
                .filter(it -> it.getValue().isObject())
                .findFirst()
                .orElseThrow()
                .getValue();
        var root = new Place(name(metric), steps(each.path("path")).orElse(List.of()));
        return Stream.of(Stream.of(root), steps(each.path("valueFrom")).map(root::below).stream(), labels(root, each))
                .flatMap(it -> it);
    }

    private static Stream<Place> labels(Place root, JsonNode holder) {
        return holder.path("labelsFromPath")
                .valueStream()
                .flatMap(it -> steps(it).stream())
                .map(root::below);
    }

    private static Optional<List<String>> steps(JsonNode path) {
        return path.isArray()
                ? Optional.of(path.valueStream().map(JsonNode::asText).toList())
                : Optional.empty();
    }
}
