package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The provider's release files, as the build or {@code make release} leaves them.
 *
 * @param folder that holds them
 * @param version under which clusterctl finds them, with its v
 */
record Bundle(Path folder, String version) {
    private static final List<String> FILES = List.of(Component.METALSTACK.file(), "metadata.yaml");
    private static final Pattern VERSION = Pattern.compile("v\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?");

    /** A tag, without what tells the image of the JVM's program from the other. */
    private static final Pattern TAG = Pattern.compile("[^@]*:([^:@/]+?)(-jvm)?(@.*)?");

    /**
     * Finds them.
     *
     * @param given what the user named; empty for the newest below {@code out/test}
     * @throws LabException there is no bundle, or none that tells its version
     */
    static Bundle find(LabFiles files, Path given) {
        return given.toString().isEmpty() ? newest(files) : in(files.checkout().resolve(given), given);
    }

    private static Bundle in(Path folder, Path given) {
        for (var file : FILES) {
            if (!Files.isRegularFile(folder.resolve(file))) {
                throw new LabException(
                        "%s holds no %s: name a folder with the files of a release, as make release leaves them in out/release"
                                .formatted(given, file));
            }
        }
        var name = folder.normalize().getFileName().toString();
        if (VERSION.matcher(name).matches()) {
            return new Bundle(folder, name);
        }
        var image = new Bundle(folder, "").image();
        var tag = TAG.matcher(image);
        if (!tag.matches() || !VERSION.matcher(tag.group(1)).matches()) {
            throw new LabException("%s tells no version: neither its name nor the tag of its image, '%s', is one"
                    .formatted(given, image));
        }
        return new Bundle(folder, tag.group(1));
    }

    private static Bundle newest(LabFiles files) {
        var versions = files.checkout().resolve("out/test").resolve(Component.METALSTACK.label());
        try (var entries = Files.list(versions)) {
            return entries.filter(it -> Files.exists(it.resolve(Component.METALSTACK.file())))
                    .max(Comparator.comparing(it -> it.toFile().lastModified()))
                    .map(it -> new Bundle(it, it.getFileName().toString()))
                    .orElseThrow(() -> new LabException(versions + " holds no bundle: run make manager-test first"));
        } catch (IOException e) {
            throw new LabException(
                    versions + " cannot be read: run make manager-test first, which builds the bundle", e);
        }
    }

    /** What clusterctl installs. */
    String manifest() {
        var file = folder.resolve(Component.METALSTACK.file());
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LabException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Which image its Deployment names; empty if it has none. */
    String image() {
        return ComponentManifests.documents(manifest()).stream()
                .filter(it -> it.path("kind").asText().equals("Deployment"))
                .map(it -> it.at("/spec/template/spec/containers/0/image").asText())
                .findFirst()
                .orElse("");
    }
}
