package io.metalstack.lab.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageArchiveTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Map<String, String> layer = new LinkedHashMap<>();
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private Path file;
    private String architecture = ImageArchive.architecture();

    @BeforeEach
    void describe() {
        file = folder.resolve("image.tar");
        settings.put("User", "65532:65532");
        settings.put("Entrypoint", List.of("/bin/program", "--first"));
        settings.put("Env", List.of("A=b=c", "EMPTY="));
        settings.put("WorkingDir", "/srv");
        settings.put("Labels", Map.of("org.opencontainers.image.version", "0.2.0"));
        layer.put("bin/program", "what runs");
    }

    @Test
    void is_unpacked_once_and_read_again_from_where_it_lies() throws IOException {
        write();

        var archive = ImageArchive.read(file);
        var unpacked = archive.unpack(folder.resolve("there"));

        assertThat(archive.version()).isEqualTo("0.2.0");
        assertThat(archive.digest()).isEqualTo("sha256:manifest");
        assertThat(archive.entries()).extracting(TarArchiveEntry::getName).containsExactly("bin/program");
        assertThat(unpacked.root().resolve("bin/program")).hasContent("what runs");
        assertThat(ContainerImage.in(folder.resolve("there"))).isEqualTo(unpacked);
    }

    @Test
    void takes_the_place_of_what_was_unpacked_there_before() throws IOException {
        write();
        Files.createDirectories(folder.resolve("there/root/old"));

        ImageArchive.read(file).unpack(folder.resolve("there"));

        assertThat(folder.resolve("there/root")).isDirectoryNotContaining("glob:**old");
    }

    @Test
    void says_itself_what_runs_as_whom_where_and_with_which_variables() throws IOException {
        write();

        var image = ImageArchive.read(file).unpack(folder.resolve("there"));

        assertThat(image.environment()).containsExactly(Map.entry("A", "b=c"), Map.entry("EMPTY", ""));
        assertThat(image.command(Path.of("/volume"), List.of("--between")))
                .endsWith(
                        image.root().toString(),
                        "/volume",
                        "65532",
                        "65532",
                        "/srv",
                        "/bin/program",
                        "--between",
                        "--first");
    }

    @Test
    void begins_at_the_top_when_it_names_no_folder() throws IOException {
        settings.remove("WorkingDir");
        write();

        assertThat(ImageArchive.read(file).unpack(folder.resolve("there")).command(Path.of("/volume"), List.of()))
                .endsWith("65532", "/", "/bin/program", "--first");
    }

    @Test
    void that_is_not_there_is_refused_with_what_makes_one() {
        refuses("%s is no file: make image assembles out/image/jvm-%s.tar, an image to run"
                .formatted(file, ImageArchive.architecture()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no archive at all", "{\"schemaVersion\": 2}"})
    void of_another_kind_is_refused(String content) throws IOException {
        Files.writeString(file, content.repeat(600));

        refusesAsNoArchive();
    }

    @Test
    void of_which_a_part_is_missing_is_refused() throws IOException {
        write(Map.of("index.json", json(Map.of("manifests", List.of(Map.of("digest", "sha256:lost"))))));

        refuses(file + " is no OCI archive of an image, such as make image assembles: it holds no blobs/sha256/lost");
    }

    @Test
    void for_another_architecture_is_refused() throws IOException {
        architecture = "s390x";
        write();

        refuses("%s is an image for s390x, and this machine is %s".formatted(file, ImageArchive.architecture()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0:0", "65532", "nonroot:nonroot", "65532:0"})
    void that_would_run_as_root_or_by_name_is_refused(String user) throws IOException {
        settings.put("User", user);
        write();

        refuses("%s is an image that runs as '%s': runAsNonRoot wants two numbers, as in 65532:65532"
                .formatted(file, user));
    }

    @Test
    void with_a_file_that_would_land_elsewhere_is_not_unpacked() throws IOException {
        layer.put("../outside", "");
        write();
        var archive = ImageArchive.read(file);

        assertThatThrownBy(() -> archive.unpack(folder.resolve("there/root"))).isInstanceOf(LabException.class);
        assertThat(folder.resolve("there/outside")).doesNotExist();
        assertThat(folder.resolve("there/root/outside")).doesNotExist();
    }

    @Test
    void with_a_layer_that_takes_something_away_is_not_unpacked() throws IOException {
        layer.put("bin/.wh.program", "");
        write();
        var archive = ImageArchive.read(file);

        assertThatThrownBy(() -> archive.unpack(folder.resolve("there")))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("bin/.wh.program is a hard link or takes something away");
    }

    private void refusesAsNoArchive() {
        assertThatThrownBy(() -> ImageArchive.read(file))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith(file + " is no OCI archive of an image, such as make image assembles: ")
                .hasMessageNotContaining("\n");
    }

    private void refuses(String sentence) {
        assertThatThrownBy(() -> ImageArchive.read(file))
                .isInstanceOf(LabException.class)
                .hasMessage(sentence);
    }

    private void write() throws IOException {
        var content = new ByteArrayOutputStream();
        try (var packed = new GZIPOutputStream(content)) {
            pack(
                    packed,
                    layer.entrySet().stream()
                            .map(it -> Map.entry(it.getKey(), bytes(it.getValue())))
                            .toList());
        }
        var parts = new LinkedHashMap<String, byte[]>();
        parts.put("index.json", json(Map.of("manifests", List.of(Map.of("digest", "sha256:manifest")))));
        parts.put(
                "blobs/sha256/manifest",
                json(Map.of(
                        "config",
                        Map.of("digest", "sha256:config"),
                        "layers",
                        List.of(Map.of("digest", "sha256:layer")))));
        parts.put("blobs/sha256/config", json(Map.of("architecture", architecture, "config", settings)));
        parts.put("blobs/sha256/layer", content.toByteArray());
        write(parts);
    }

    private void write(Map<String, byte[]> parts) throws IOException {
        pack(Files.newOutputStream(file), List.copyOf(parts.entrySet()));
    }

    private static void pack(OutputStream target, List<Map.Entry<String, byte[]>> files) throws IOException {
        try (var tar = new TarArchiveOutputStream(target)) {
            for (var part : files) {
                var entry = new TarArchiveEntry(part.getKey());
                entry.setSize(part.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(part.getValue());
                tar.closeArchiveEntry();
            }
        }
    }

    private static byte[] json(Object value) throws IOException {
        return JSON.writeValueAsBytes(value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
