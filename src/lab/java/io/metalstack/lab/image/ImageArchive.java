package io.metalstack.lab.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * One image in a file, as {@code scripts/image} assembles it: an OCI image layout in a tar archive, with layers that are
 * compressed by gzip.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">OCI image layout</a>
 */
public final class ImageArchive {

    /** How a layer says what is no longer there of those below. */
    private static final String TAKES_AWAY = ".wh.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, byte[]> blobs;
    private final String digest;
    private final JsonNode manifest;
    private final JsonNode config;

    private interface EntryReader {
        void read(TarArchiveEntry entry, InputStream content) throws IOException;
    }

    private ImageArchive(Path file, Map<String, byte[]> blobs) throws IOException {
        this.file = file;
        this.blobs = blobs;
        this.digest = json("index.json").at("/manifests/0/digest").asText();
        this.manifest = json(blob(digest));
        this.config = json(blob(manifest.at("/config/digest").asText()));
    }

    /**
     * Reads all of it.
     *
     * @throws LabException there is none, or it cannot run here: in one sentence
     */
    public static ImageArchive read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new LabException("%s is no file: make image assembles out/image/jvm-%s.tar, an image to run"
                    .formatted(file, architecture()));
        }
        try (var tar = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            var blobs = new HashMap<String, byte[]>();
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                blobs.put(entry.getName(), tar.readAllBytes());
            }
            var archive = new ImageArchive(file, blobs);
            archive.check();
            return archive;
        } catch (IOException e) {
            throw new LabException(
                    "%s is no OCI archive of an image, such as make image assembles: %s"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** This machine's, as images call it. */
    public static String architecture() {
        var name = System.getProperty("os.arch");
        return name.equals("aarch64") ? "arm64" : name;
    }

    private void check() {
        var wanted = config.path("architecture").asText();
        if (!wanted.equals(architecture())) {
            throw new LabException(
                    "%s is an image for %s, and this machine is %s".formatted(file, wanted, architecture()));
        }
        var user = config.at("/config/User").asText();
        if (!ContainerImage.USER.matcher(user).matches()) {
            throw new LabException("%s is an image that runs as '%s': runAsNonRoot wants two numbers, as in 65532:65532"
                    .formatted(file, user));
        }
    }

    /** Of its manifest, {@code sha256:…}. */
    public String digest() {
        return digest;
    }

    /** What its label says; empty if nothing. */
    public String version() {
        return config.at("/config/Labels")
                .path("org.opencontainers.image.version")
                .asText();
    }

    /** All that is in its layers. */
    public List<TarArchiveEntry> entries() {
        var entries = new ArrayList<TarArchiveEntry>();
        forEach((entry, content) -> entries.add(entry));
        return entries;
    }

    /** Writes it into a folder of its own, in the place of what was there. */
    public ContainerImage unpack(Path folder) {
        var root = folder.resolve(ContainerImage.ROOT);
        try {
            clear(folder);
            Files.createDirectory(root);
            JSON.writeValue(folder.resolve(ContainerImage.CONFIG).toFile(), config);
        } catch (IOException e) {
            throw new LabException("cannot unpack %s: %s".formatted(file, e.getMessage()), e);
        }
        forEach((entry, content) -> write(entry.resolveIn(root), entry, content));
        return new ContainerImage(config, root);
    }

    private void forEach(EntryReader reader) {
        for (var layer : manifest.path("layers")) {
            try (var tar = new TarArchiveInputStream(new BufferedInputStream(new GZIPInputStream(
                    new ByteArrayInputStream(bytes(blob(layer.path("digest").asText()))))))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    reader.read(entry, tar);
                }
            } catch (IOException e) {
                throw new LabException("cannot read a layer of %s: %s".formatted(file, e.getMessage()), e);
            }
        }
    }

    private JsonNode json(String name) throws IOException {
        return JSON.readTree(bytes(name));
    }

    private byte[] bytes(String name) throws IOException {
        var content = blobs.get(name);
        if (content == null) {
            throw new IOException("it holds no " + name);
        }
        return content;
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static void write(Path place, TarArchiveEntry entry, InputStream content) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(place);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
        } else if (entry.isLink() || place.getFileName().toString().startsWith(TAKES_AWAY)) {
            throw new IOException(
                    entry.getName() + " is a hard link or takes something away, as in no image of this build");
        } else {
            Files.createDirectories(place.getParent());
            Files.copy(content, place, StandardCopyOption.REPLACE_EXISTING);
            var executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    place, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(folder);
    }
}
