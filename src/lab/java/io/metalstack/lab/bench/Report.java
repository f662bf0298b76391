package io.metalstack.lab.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that was measured of one provider, as it is kept in a file.
 *
 * @param name of the provider in tables and plots, and of the file
 * @param conditions the options that the figures depend on, as words
 */
record Report(String name, Host host, Map<String, String> conditions, List<Row> rows) {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @throws LabException the file is not there, or nothing that {@link #write} made */
    static Report read(Path file) {
        try {
            var report = MAPPER.readValue(file.toFile(), Report.class);
            if (report.name == null || report.rows == null) {
                throw new LabException(file + " is no report of the bench");
            }
            return report;
        } catch (IOException e) {
            throw new LabException(
                    Files.exists(file) ? file + " is no report of the bench" : file + " does not exist", e);
        }
    }

    /** Writes {@code <name>.json} into the folder, and answers that file. */
    Path write(Path folder) {
        try {
            return Files.writeString(
                    Files.createDirectories(folder).resolve(name + ".json"), MAPPER.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new LabException("cannot write the report: " + e.getMessage(), e);
        }
    }
}
