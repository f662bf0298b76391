package io.metalstack.capi.process;

import io.metalstack.lab.image.ContainerImage;
import io.metalstack.lab.image.ImageArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * An image that {@code scripts/image} assembled, and where it was unpacked: below {@code target/images}.
 *
 * @param unpacked its configuration and file system
 * @param entries all that is in its layers
 */
record BuiltImage(ContainerImage unpacked, List<TarArchiveEntry> entries) {

    private static final Path ARCHIVES = Path.of(System.getProperty("image.archives", "out/image"));
    private static final Path UNPACKED = Path.of("target/images").toAbsolutePath();
    private static final Path VOLUME = Path.of("target").toAbsolutePath();
    private static final Map<String, BuiltImage> KNOWN = new ConcurrentHashMap<>();

    /** Says what keeps it from being tested; empty if nothing. @param program {@code jvm} or {@code native} */
    static String lack(String program) {
        return Files.exists(archive(program))
                ? ""
                : archive(program) + " is missing: make it with `make image"
                        + (program.equals("jvm") ? "`" : " NATIVE=1`");
    }

    /** Unpacked once. */
    static BuiltImage of(String program) {
        return KNOWN.computeIfAbsent(program, it -> {
            var archive = ImageArchive.read(archive(it));
            return new BuiltImage(archive.unpack(UNPACKED.resolve(it)), archive.entries());
        });
    }

    /**
     * What starts it in a container, with the folder of this build as a volume.
     *
     * @param properties system properties, {@code -Dname=value} each
     */
    List<String> command(List<String> properties) {
        return unpacked.command(VOLUME, properties);
    }

    private static Path archive(String program) {
        return ARCHIVES.resolve(program + "-" + ImageArchive.architecture() + ".tar");
    }
}
