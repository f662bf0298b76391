package io.metalstack.capi.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * An image that {@code scripts/image} assembled, unpacked below {@code target/images}.
 *
 * @param config what the image says of itself: OCI image configuration
 * @param root its file system
 * @param entries all that is in its layers
 */
record ContainerImage(JsonNode config, Path root, List<TarArchiveEntry> entries) {

    private static final Path ARCHIVES = Path.of(System.getProperty("image.archives", "out/image"));
    private static final Path UNPACKED = Path.of("target/images").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, ContainerImage> KNOWN = new ConcurrentHashMap<>();

    /**
     * What a container runtime does: a root that is read-only, /tmp that is not, as the Deployment has it, and the user of the
     * image. The folder of this build is a volume, for the files that settings name.
     */
    private static final String CONTAINER = """
            set -e
            root=$1 volume=$2
            shift 2
            mkdir -p "$root/proc" "$root/dev"
            mount --rbind "$root" "$root"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount -t tmpfs tmp "$root/tmp"
            mkdir -p "$root$volume"
            mount --rbind "$volume" "$root$volume"
            mount -o remount,bind,ro "$root"
            exec unshare --user --map-user=65532 --map-group=65532 --root="$root" --wd=/ -- "$@"
            """;

    /** Says what keeps it from being tested; empty if nothing. @param program {@code jvm} or {@code native} */
    static String lack(String program) {
        return Files.exists(archive(program))
                ? ""
                : archive(program) + " is missing: make it with `make image"
                        + (program.equals("jvm") ? "`" : " NATIVE=1`");
    }

    /** Unpacked once. */
    static ContainerImage of(String program) {
        return KNOWN.computeIfAbsent(program, it -> unpack(archive(it), UNPACKED.resolve(it)));
    }

    private static Path archive(String program) {
        var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return ARCHIVES.resolve(program + "-" + architecture + ".tar");
    }

    /**
     * What starts it in a container.
     *
     * @param properties system properties, {@code -Dname=value} each
     */
    List<String> command(List<String> properties) {
        var volume = Path.of("target").toAbsolutePath().toString();
        var words = new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "--"));
        words.addAll(List.of("sh", "-c", CONTAINER, "sh", root.toString(), volume));
        words.add(entrypoint().getFirst());
        words.addAll(properties);
        words.addAll(entrypoint().subList(1, entrypoint().size()));
        return words;
    }

    List<String> entrypoint() {
        return StreamSupport.stream(config.at("/config/Entrypoint").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static ContainerImage unpack(Path archive, Path root) {
        try {
            var blobs = new HashMap<String, byte[]>();
            try (var tar = new TarArchiveInputStream(Files.newInputStream(archive))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    blobs.put(entry.getName(), tar.readAllBytes());
                }
            }
            var manifest = JSON.readTree(
                    blob(blobs, JSON.readTree(blobs.get("index.json")).at("/manifests/0/digest")));
            clear(root);
            var entries = new ArrayList<TarArchiveEntry>();
            for (var layer : manifest.get("layers")) {
                var content = new GZIPInputStream(new ByteArrayInputStream(blob(blobs, layer.get("digest"))));
                try (var tar = new TarArchiveInputStream(new BufferedInputStream(content))) {
                    for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                        entries.add(entry);
                        write(root.resolve(entry.getName()), entry, tar);
                    }
                }
            }
            return new ContainerImage(JSON.readTree(blob(blobs, manifest.at("/config/digest"))), root, entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] blob(Map<String, byte[]> blobs, JsonNode digest) {
        return blobs.get("blobs/" + digest.asText().replace(':', '/'));
    }

    private static void write(Path file, TarArchiveEntry entry, InputStream content) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(file.getParent());
            Files.copy(content, file);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
    }
}
