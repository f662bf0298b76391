package io.metalstack.lab.recording;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.metalstack.lab.LabException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was printed and when. As text it is an asciicast of version 2: a header, and an event for each line, so that
 * asciinema and its relatives can play it.
 *
 * @param command that was typed
 * @param lines in their order
 */
record Recording(String command, List<Line> lines) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COLUMNS = 120;
    private static final int ROWS = 40;

    Recording {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param at since the command began
     * @param text without its end, and without control characters
     */
    record Line(Duration at, String text) {}

    /** As an asciicast. */
    String text() {
        var text = new StringBuilder(json(Map.of("version", 2, "width", COLUMNS, "height", ROWS, "title", command)));
        for (var line : lines) {
            text.append('\n').append(json(List.of(seconds(line.at()), "o", line.text() + "\r\n")));
        }
        return text.append('\n').toString();
    }

    /** @throws LabException if it is no asciicast that {@link #text} has written */
    static Recording parse(String text) {
        var read = text.lines().map(Recording::read).toList();
        if (read.isEmpty() || read.getFirst().path("version").asInt() != 2) {
            throw new LabException("this is no asciicast of version 2");
        }
        var lines = new ArrayList<Line>();
        for (var event : read.subList(1, read.size())) {
            lines.add(new Line(
                    Duration.ofMillis(Math.round(event.path(0).asDouble() * 1000)),
                    event.path(2).asText().stripTrailing()));
        }
        return new Recording(read.getFirst().path("title").asText(), lines);
    }

    private static double seconds(Duration since) {
        return since.toMillis() / 1000.0;
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new LabException("this is no asciicast: " + e.getOriginalMessage(), e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writer()
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
