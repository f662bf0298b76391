package io.metalstack.lab.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An inventory written by a user. What it leaves out is mini-lab's; every complaint is one sentence that names the key
 * and what is allowed.
 */
public final class InventoryFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private InventoryFile() {}

    /**
     * Reads and checks a file.
     *
     * @throws IllegalArgumentException with one sentence, when it cannot be read or something in it is wrong
     */
    public static InventorySpec read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("inventory " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("inventory " + file + " cannot be read: " + e.getMessage(), e);
        }
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("inventory " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads and checks the text of a file, as {@link #read} does. */
    static InventorySpec parse(String text) {
        InventorySpec given;
        try {
            given = text.isBlank() ? null : YAML.readValue(text, InventorySpec.class);
        } catch (UnrecognizedPropertyException e) {
            var known = e.getKnownPropertyIds();
            throw new IllegalArgumentException(
                    place(e) + " is no key here; allowed are "
                            + (known == null
                                    ? "others"
                                    : known.stream()
                                            .map(String::valueOf)
                                            .sorted()
                                            .collect(Collectors.joining(", "))),
                    e);
        } catch (MismatchedInputException e) {
            throw new IllegalArgumentException(place(e) + " must be " + wanted(e), e);
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new IllegalArgumentException(
                    "is not readable as YAML"
                            + (where == null ? "" : ", line " + where.getLineNr()) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
        var spec = (given == null ? InventorySpec.NOTHING_GIVEN : given).orMiniLab();
        InventoryCheck.check(spec);
        return spec;
    }

    private static String place(JsonMappingException e) {
        var place = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return place.isEmpty() ? "the file" : place.toString();
    }

    private static String wanted(MismatchedInputException e) {
        var type = e.getTargetType();
        if (type == null) {
            return "something else";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        return List.class.isAssignableFrom(type) ? "a list" : "a map of keys";
    }
}
