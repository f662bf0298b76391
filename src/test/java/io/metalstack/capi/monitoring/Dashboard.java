package io.metalstack.capi.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** The dashboard of Grafana. */
final class Dashboard {

    private Dashboard() {}

    /** What is shown, without the headings of rows. */
    static List<JsonNode> panels() {
        return all().filter(it -> !it.path("type").asText().equals("row")).toList();
    }

    static Stream<JsonNode> all() {
        return dashboard().path("panels").valueStream();
    }

    static Stream<JsonNode> variables() {
        return dashboard().path("templating").path("list").valueStream();
    }

    /** Of panels and variables. */
    static List<String> queries() {
        return Stream.concat(
                        panels().stream()
                                .flatMap(it -> it.path("targets").valueStream())
                                .map(it -> it.path("expr").asText()),
                        variables()
                                .filter(it -> it.path("type").asText().equals("query"))
                                .map(it -> it.path("query").path("query").asText()))
                .toList();
    }

    private static JsonNode dashboard() {
        return Deployed.document(Deployed.DASHBOARD);
    }
}
