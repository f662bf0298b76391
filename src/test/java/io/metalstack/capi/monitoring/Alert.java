package io.metalstack.capi.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A rule of {@code alerts.yaml}. */
record Alert(JsonNode rule) {

    static List<Alert> all() {
        return Deployed.document(Deployed.ALERTS)
                .path("spec")
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .map(Alert::new)
                .toList();
    }

    String name() {
        return rule.path("alert").asText();
    }

    String query() {
        return rule.path("expr").asText();
    }

    String duration() {
        return rule.path("for").asText();
    }

    String severity() {
        return rule.path("labels").path("severity").asText();
    }

    String annotation(String key) {
        return rule.path("annotations").path(key).asText();
    }
}
