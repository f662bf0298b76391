package io.metalstack.lab.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The part of Ignition's format that CABPK v1.14 writes, and what users add to it most. metal-stack's images run Flatcar's
 * Ignition 0.36, which reads the versions up to 2.4.0 and not 3, and only its stage "files": file systems and partitions are
 * made before by metal-stack. Units that are enabled start on the first boot.
 */
final class Ignition {

    private static final Pattern VERSION = Pattern.compile("2\\.[0-4]\\.0");
    private static final String UNITS = "/etc/systemd/system/";

    private Ignition() {}

    static UserData parse(String text) {
        try {
            var config = read(text);
            if (!VERSION.matcher(config.at("/ignition/version").asText("")).matches()) {
                throw new IllegalArgumentException(
                        "ignition.version is none of 2.0.0 to 2.4.0, which the images of metal-stack read");
            }
            return instructions(config);
        } catch (IllegalArgumentException e) {
            return new UserData.Refused("The Ignition config cannot be used: " + e.getMessage() + ".");
        }
    }

    private static JsonNode read(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // Its message quotes the text.
            throw new IllegalArgumentException("line " + e.getLocation().getLineNr() + ": not JSON");
        }
    }

    private static UserData.Instructions instructions(JsonNode config) {
        var notes = new ArrayList<String>();
        undone(config, "", Set.of("ignition", "storage", "systemd"), notes);
        undone(config.path("ignition"), "ignition.", Set.of("version"), notes);
        undone(config.path("storage"), "storage.", Set.of("files"), notes);
        undone(config.path("systemd"), "systemd.", Set.of("units"), notes);
        var files = new ArrayList<>(each(config.path("storage"), "files", "storage.files", Ignition::file));
        var units = each(config.path("systemd"), "units", "systemd.units", Ignition::unit);
        units.forEach(it -> files.addAll(it.files()));
        var commands = new ArrayList<String>();
        for (var unit : merged(units)) {
            if (unit.starts()) {
                commands.add(unit.script());
            } else if (unit.enabled()) {
                notes.add("The lab's machines do not start '" + unit.name()
                        + "': of units they know oneshot services with an [Install] section only.");
            }
        }
        return new UserData.Instructions(List.of(), List.copyOf(files), List.copyOf(commands), List.copyOf(notes));
    }

    private static void undone(JsonNode object, String prefix, Set<String> done, List<String> notes) {
        object.properties().stream()
                .filter(it -> !done.contains(it.getKey()) && asksForSomething(it.getValue()))
                .forEach(it -> notes.add(
                        "The lab's machines do nothing about '" + prefix + it.getKey() + "' in an Ignition config."));
    }

    /** CABPK writes empty objects where there is nothing. */
    private static boolean asksForSomething(JsonNode value) {
        return value.isContainerNode()
                ? StreamSupport.stream(value.spliterator(), false).anyMatch(Ignition::asksForSomething)
                : !value.isNull();
    }

    private static <T> List<T> each(JsonNode object, String field, String place, Function<JsonNode, T> reader) {
        var list = object.path(field);
        if (!list.isArray() && !list.isNull() && !list.isMissingNode()) {
            throw new IllegalArgumentException(place + " is not a list");
        }
        var read = new ArrayList<T>();
        for (var item : list) {
            try {
                read.add(reader.apply(item));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(place + "[" + read.size() + "]: " + e.getMessage(), e);
            }
        }
        return read;
    }

    private static FileToWrite file(JsonNode file) {
        if (!file.path("filesystem").asText("").equals("root")) {
            throw new IllegalArgumentException("the filesystem is not root");
        }
        var path = Json.text(file, "path").orElseThrow(() -> new IllegalArgumentException("there is no path"));
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path is not absolute");
        }
        var mode = file.path("mode");
        if (!mode.isInt() && !mode.isNull() && !mode.isMissingNode()) {
            throw new IllegalArgumentException("the mode is not a decimal number, as 420 is for 0644");
        }
        return new FileToWrite(
                path,
                content(file.path("contents")),
                mode.asInt(0644),
                owner(file.path("user")) + ":" + owner(file.path("group")),
                file.path("append").asBoolean());
    }

    private static String owner(JsonNode owner) {
        return Json.text(owner, "name").or(() -> Json.text(owner, "id")).orElse("root");
    }

    private static byte[] content(JsonNode contents) {
        var source = contents.path("source").asText("");
        if (!source.isEmpty() && !source.startsWith("data:")) {
            throw new IllegalArgumentException("the source is no data: URL, and the lab fetches nothing");
        }
        try {
            var bytes = source.isEmpty() ? new byte[0] : Decoding.dataUrl(source);
            return switch (contents.path("compression").asText("")) {
                case "" -> bytes;
                case "gzip" -> Decoding.gzip(bytes);
                default -> throw new IllegalArgumentException("the compression is not gzip");
            };
        } catch (IOException e) {
            throw new IllegalArgumentException("the content is not what its source and compression say", e);
        }
    }

    private static Unit unit(JsonNode unit) {
        var name = Json.text(unit, "name")
                .filter(it -> it.matches("[\\w:.\\\\@-]+"))
                .orElseThrow(() -> new IllegalArgumentException("there is no name of a unit"));
        var dropins = new TreeMap<String, String>();
        each(
                        unit,
                        "dropins",
                        "dropins",
                        it -> Map.entry(
                                it.path("name").asText(""), it.path("contents").asText("")))
                .forEach(it -> dropins.put(it.getKey(), it.getValue()));
        return new Unit(
                name,
                unit.path("contents").asText(""),
                dropins,
                (unit.path("enabled").asBoolean() || unit.path("enable").asBoolean())
                        && !unit.path("mask").asBoolean());
    }

    /** An additional config of the user's adds a second entry of a unit's name; both count. */
    private static List<SystemdUnit> merged(List<Unit> units) {
        var byName = new LinkedHashMap<String, Unit>();
        units.forEach(it -> byName.merge(it.name(), it, Unit::and));
        return byName.values().stream().map(Unit::whole).toList();
    }

    /** An entry of the list of units. */
    private record Unit(String name, String contents, TreeMap<String, String> dropins, boolean enabled) {

        List<FileToWrite> files() {
            var files = new ArrayList<FileToWrite>();
            if (!contents.isEmpty()) {
                files.add(text(UNITS + name, contents));
            }
            dropins.forEach((dropin, text) -> files.add(text(UNITS + name + ".d/" + dropin, text)));
            return files;
        }

        private static FileToWrite text(String path, String text) {
            return new FileToWrite(path, text.getBytes(StandardCharsets.UTF_8), 0644, "", false);
        }

        Unit and(Unit later) {
            var all = new TreeMap<>(dropins);
            all.putAll(later.dropins);
            return new Unit(name, later.contents.isEmpty() ? contents : later.contents, all, enabled || later.enabled);
        }

        SystemdUnit whole() {
            var texts = new ArrayList<>(List.of(contents));
            texts.addAll(dropins.values());
            return new SystemdUnit(name, enabled, List.copyOf(texts));
        }
    }
}
