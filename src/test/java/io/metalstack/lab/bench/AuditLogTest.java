package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    @TempDir
    Path folder;

    @Test
    void counts_requests_by_verb_and_resource_between_two_places() throws IOException {
        var file = Files.writeString(folder.resolve("audit.log"), line("get", "ResponseComplete", "secrets", ""));
        var log = new AuditLog(file);
        var from = log.end();
        Files.writeString(
                file,
                line("patch", "ResponseComplete", "metalstackmachines", "status")
                        + line("patch", "ResponseComplete", "metalstackmachines", "status")
                        + line("patch", "ResponseComplete", "metalstackmachines", ""),
                StandardOpenOption.APPEND);
        var to = log.end();
        Files.writeString(file, line("get", "ResponseComplete", "secrets", ""), StandardOpenOption.APPEND);

        assertThat(log.requests(from, to))
                .isEqualTo(Map.of("patch metalstackmachines/status", 2, "patch metalstackmachines", 1));
    }

    @Test
    void a_watch_counts_once_when_it_begins() throws IOException {
        var file = Files.writeString(
                folder.resolve("audit.log"),
                line("watch", "ResponseStarted", "clusters", "") + line("watch", "ResponseComplete", "clusters", ""));

        assertThat(new AuditLog(file).requests(0, Files.size(file))).isEqualTo(Map.of("watch clusters", 1));
    }

    @Test
    void what_is_about_no_object_is_named_by_its_path() throws IOException {
        var file = Files.writeString(
                folder.resolve("audit.log"),
                "{\"verb\":\"get\",\"stage\":\"ResponseComplete\",\"requestURI\":\"/apis?timeout=32s\"}\n");

        assertThat(new AuditLog(file).requests(0, Files.size(file))).isEqualTo(Map.of("get /apis", 1));
    }

    @Test
    void ends_where_it_begins_before_the_first_request() {
        assertThat(new AuditLog(folder.resolve("none")).end()).isZero();
    }

    private static String line(String verb, String stage, String resource, String part) {
        return """
            {"verb":"%s","stage":"%s","objectRef":{"resource":"%s"%s},"requestURI":"/x"}
            """.formatted(verb, stage, resource, part.isEmpty() ? "" : ",\"subresource\":\"" + part + "\"");
    }
}
