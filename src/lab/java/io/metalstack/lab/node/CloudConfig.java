package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The part of cloud-init's format that CABPK v1.14 writes, and what users add to it most. */
final class CloudConfig {

    private static final String JINJA = "## template: jinja";

    private CloudConfig() {}

    static UserData parse(String text, InstanceData instance) {
        var notes = new ArrayList<String>();
        try {
            var jinja = text.lines().findFirst().orElse("").strip().equalsIgnoreCase(JINJA);
            var config = Json.fromYaml(jinja ? instance.render(text, notes) : text);
            if (config.isNull() || config.isMissingNode()) {
                return new UserData.None();
            }
            if (!config.isObject()) {
                throw new IllegalArgumentException("it is not a mapping");
            }
            return instructions(config, notes);
        } catch (IllegalArgumentException e) {
            return new UserData.Refused("The cloud-config cannot be used: " + e.getMessage() + ".");
        }
    }

    private static UserData.Instructions instructions(JsonNode config, List<String> notes) {
        var firstCommands = List.<String>of();
        var files = List.<FileToWrite>of();
        var commands = List.<String>of();
        for (var entry : config.properties()) {
            switch (entry.getKey()) {
                case "bootcmd" -> firstCommands = commands("bootcmd", entry.getValue());
                case "write_files" -> files = files(entry.getValue());
                case "runcmd" -> commands = commands("runcmd", entry.getValue());
                default -> notes.add("The lab's machines do nothing about '" + entry.getKey() + "' in a cloud-config.");
            }
        }
        return new UserData.Instructions(firstCommands, files, commands, List.copyOf(notes));
    }

    private static List<FileToWrite> files(JsonNode list) {
        var immediate = new ArrayList<FileToWrite>();
        var deferred = new ArrayList<FileToWrite>();
        for (int i = 0; i < items("write_files", list).size(); i++) {
            var item = list.get(i);
            try {
                (item.path("defer").asBoolean() ? deferred : immediate).add(file(item));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("write_files[" + i + "]: " + e.getMessage(), e);
            }
        }
        immediate.addAll(deferred);
        return List.copyOf(immediate);
    }

    private static FileToWrite file(JsonNode item) {
        var path = Json.text(item, "path").orElseThrow(() -> new IllegalArgumentException("there is no path"));
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path is not absolute");
        }
        return new FileToWrite(
                path,
                content(item.path("content"), item.path("encoding").asText("")),
                mode(item.path("permissions")),
                item.path("owner").asText(""),
                item.path("append").asBoolean());
    }

    /** cloud-init takes text as octal; an unquoted 0644 is octal in YAML 1.1 already. */
    private static int mode(JsonNode permissions) {
        if (permissions.isInt()) {
            return permissions.intValue();
        }
        var text = permissions.isNull() ? "" : permissions.asText("");
        if (text.isEmpty()) {
            return 0644;
        }
        if (!text.matches("0?[0-7]{3,4}")) {
            throw new IllegalArgumentException("the permissions are not octal, as \"0644\" is");
        }
        return Integer.parseInt(text, 8);
    }

    private static byte[] content(JsonNode content, String encoding) {
        try {
            var bytes = content.isBinary()
                    ? content.binaryValue()
                    : content.asText("").getBytes(StandardCharsets.UTF_8);
            return switch (encoding.toLowerCase(Locale.ROOT)) {
                case "", "text/plain" -> bytes;
                case "b64", "base64" -> Decoding.base64(bytes);
                case "gz", "gzip" -> Decoding.gzip(bytes);
                case "gz+b64", "gz+base64", "gzip+b64", "gzip+base64" -> Decoding.gzip(Decoding.base64(bytes));
                default -> throw new IllegalArgumentException("the encoding is none of base64, gzip and gzip+base64");
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("the content is not what its encoding says", e);
        }
    }

    /** As cloud-init does it: text is a line for the shell, a list is a command whose parts the shell must not touch. */
    private static List<String> commands(String key, JsonNode list) {
        var lines = new ArrayList<String>();
        for (var item : items(key, list)) {
            if (item.isTextual()) {
                lines.add(item.textValue());
            } else if (item.isArray() && !item.isEmpty()) {
                var words = new ArrayList<String>();
                item.forEach(word -> words.add("'" + word.asText().replace("'", "'\\''") + "'"));
                lines.add(String.join(" ", words));
            } else {
                throw new IllegalArgumentException(key + "[" + lines.size() + "] is neither text nor a list");
            }
        }
        return List.copyOf(lines);
    }

    private static JsonNode items(String key, JsonNode list) {
        if (!list.isArray() && !list.isNull()) {
            throw new IllegalArgumentException(key + " is not a list");
        }
        return list;
    }
}
