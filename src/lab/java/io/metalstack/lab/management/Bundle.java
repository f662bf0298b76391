package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The provider's release files as the build leaves them. */
final class Bundle {
    private Bundle() {}

    /** The manifest among them. */
    static String manifest(LabFiles files, Path given) {
        var file = find(files, given).resolve(Component.METALSTACK.file());
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LabException(file + " cannot be read: run make manager-test first, which builds it", e);
        }
    }

    /**
     * Finds them.
     *
     * @param given what the user named; empty for the newest below {@code out/test}
     * @return a folder named after the version
     */
    static Path find(LabFiles files, Path given) {
        if (!given.toString().isEmpty()) {
            return files.checkout().resolve(given);
        }
        var versions = files.checkout().resolve("out/test").resolve(Component.METALSTACK.label());
        try (var entries = Files.list(versions)) {
            return entries.filter(it -> Files.exists(it.resolve(Component.METALSTACK.file())))
                    .max(Comparator.comparing(it -> it.toFile().lastModified()))
                    .orElseThrow(() -> new LabException(versions + " holds no bundle: run make manager-test first"));
        } catch (IOException e) {
            throw new LabException(
                    versions + " cannot be read: run make manager-test first, which builds the bundle", e);
        }
    }
}
