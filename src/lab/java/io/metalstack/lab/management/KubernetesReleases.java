package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The Kubernetes releases that the lab's machines can run, as the tools were built: {@code kubernetes-<x.y.z>}.
 *
 * @param versions without {@code v}, the newest first, two at least
 */
record KubernetesReleases(List<String> versions) {
    private static final String FOLDER = "kubernetes-";

    static KubernetesReleases in(Path tools) {
        try (var folders = Files.list(tools)) {
            var versions = folders.map(it -> it.getFileName().toString())
                    .filter(it -> it.startsWith(FOLDER))
                    .map(it -> it.substring(FOLDER.length()))
                    .sorted(Comparator.comparing(Runtime.Version::parse).reversed())
                    .toList();
            if (versions.size() < 2) {
                throw new LabException("%s holds binaries of %s, two releases are needed: run scripts/lab-tools lab"
                        .formatted(tools, versions));
            }
            return new KubernetesReleases(versions);
        } catch (IOException e) {
            throw new LabException("cannot read %s: %s".formatted(tools, e.getMessage()), e);
        }
    }

    /** Where the binaries of a release are. */
    static Path binaries(Path tools, String version) {
        return tools.resolve(FOLDER + version);
    }

    /** What new clusters run. */
    String newest() {
        return versions.getFirst();
    }

    /** What a cluster is upgraded from. */
    String older() {
        return versions.get(1);
    }

    /** Id of the image with this Kubernetes version; the machine's image tells the lab which binaries it gets. */
    static String image(String version) {
        return "capms-ubuntu-" + version;
    }

    /** The version that an image's id ends with. */
    static String ofImage(String image) {
        return image.substring(image.lastIndexOf('-') + 1);
    }
}
