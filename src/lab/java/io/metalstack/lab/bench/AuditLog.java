package io.metalstack.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What the API server notes of each request of the provider; nobody else's requests are in there. */
record AuditLog(Path file) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What is noted from here on comes after this place. */
    long end() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new LabException("cannot read the audit log: " + e.getMessage(), e);
        }
    }

    /**
     * How often what was asked between two places, as {@code patch metalstackmachines/status}. A watch counts when it begins.
     *
     * @param from an earlier {@link #end}
     * @param to a later one
     */
    Map<String, Integer> requests(long from, long to) {
        var counts = new TreeMap<String, Integer>();
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            var bytes = new byte[Math.toIntExact(to - from)];
            log.seek(from);
            log.readFully(bytes);
            for (var line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank()) {
                    count(MAPPER.readTree(line), counts);
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot read the audit log: " + e.getMessage(), e);
        }
        return counts;
    }

    private static void count(JsonNode event, Map<String, Integer> counts) {
        var verb = event.path("verb").asText();
        var counted = verb.equals("watch") ? "ResponseStarted" : "ResponseComplete";
        if (event.path("stage").asText().equals(counted)) {
            counts.merge(verb + " " + about(event), 1, Integer::sum);
        }
    }

    private static String about(JsonNode event) {
        var reference = event.path("objectRef");
        if (reference.path("resource").isMissingNode()) {
            return event.path("requestURI").asText().replaceAll("\\?.*", "");
        }
        var part = reference.path("subresource").asText();
        return reference.path("resource").asText() + (part.isEmpty() ? "" : "/" + part);
    }
}
