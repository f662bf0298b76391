package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.Command;
import io.metalstack.lab.image.ImageArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A release of this checkout's commit, made twice. */
@Tag("end-to-end")
class ReleaseTest {

    private static final Path FOLDER = Path.of("out/reproducible/one/out/release");
    private static final Path IMAGES = Path.of("out/reproducible/one/out/images");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Command.Result made;

    @BeforeAll
    static void make() {
        made = Command.of("scripts/reproducible").result();
    }

    @Test
    void the_same_commit_gives_the_same_bytes_elsewhere() {
        assertThat(made.errors() + made.output()).contains("Twice the same: ").doesNotContain("differ");
        assertThat(made.code()).isZero();
    }

    @Test
    void holds_what_each_way_of_installing_needs() throws IOException {
        var wanted = new TreeSet<>(List.of(
                "SHA256SUMS",
                "capms.yaml",
                "crds.yaml",
                "images.txt",
                "infrastructure-components.yaml",
                "kustomization.yaml",
                "notes.md",
                "sbom.cdx.json"));
        try (var files = Files.list(Path.of("clusterctl"))) {
            files.forEach(it -> wanted.add(it.getFileName().toString()));
        }

        assertThat(files().keySet())
                .containsAll(wanted)
                .filteredOn(it -> !wanted.contains(it))
                .singleElement()
                .asString()
                .matches("sbom-image-jvm-(amd64|arm64)\\.cdx\\.json");
    }

    @Test
    void its_checksums_are_those_of_all_other_files() throws Exception {
        var told = Arrays.stream(read("SHA256SUMS").strip().split("\n"))
                .map(it -> it.split(" [ *]", 2))
                .collect(Collectors.toMap(it -> it[1], it -> it[0], (a, b) -> a, TreeMap::new));
        var counted = new TreeMap<String, String>();
        for (var file : files().entrySet()) {
            counted.put(file.getKey(), sha256(Files.readAllBytes(file.getValue())));
        }
        counted.remove("SHA256SUMS");

        assertThat(told).isEqualTo(counted);
    }

    @Test
    void its_manifests_name_the_image_by_the_digest_of_what_was_assembled() throws IOException {
        var index = JSON.readTree(IMAGES.resolve("jvm/index.json").toFile());
        var digest = index.at("/manifests/0/digest").asText();
        var image = "ghcr.io/metal-stack/cluster-api-provider-metalstack:v" + version() + "-jvm@" + digest;

        assertThat(digest).startsWith("sha256:");
        assertThat(read("images.txt")).isEqualTo(image + "\n");
        assertThat(read("infrastructure-components.yaml")).containsOnlyOnce("image: \"" + image + "\"");
        assertThat(read("capms.yaml")).containsOnlyOnce("image: \"" + image + "\"");
    }

    @Test
    void differs_from_the_bundle_that_is_tested_by_the_image_alone() throws IOException {
        for (var manifest : List.of("bundle/infrastructure-components.yaml", "install/capms.yaml")) {
            var name = Path.of(manifest).getFileName().toString();
            assertThat(lines(read(name))).isEqualTo(lines(Files.readString(Path.of("target", manifest))));
        }
        assertThat(read("crds.yaml")).isEqualTo(Files.readString(Path.of("target/install/crds.yaml")));
    }

    @Test
    void its_sboms_name_every_jar_that_the_image_holds_and_that_of_the_image_what_came_with_them() throws IOException {
        var architecture = ImageArchive.architecture();
        var ofImage = components("sbom-image-jvm-" + architecture + ".cdx.json");

        assertThat(jars()).hasSizeGreaterThan(150);
        assertThat(components("sbom.cdx.json")).containsAll(jars());
        assertThat(ofImage).containsAll(jars());
        assertThat(ofImage).anyMatch(it -> it.startsWith(".openjdk-"));
    }

    @Test
    void its_notes_are_what_the_changelog_says() throws IOException {
        var newest = Files.readString(Path.of("CHANGELOG.md"))
                .split("(?m)^## .*\n\n", 3)[1]
                .strip();

        assertThat(read("notes.md"))
                .startsWith(newest)
                .endsWith("`" + read("images.txt").strip() + "`\n");
    }

    private static List<String> lines(String manifest) {
        return manifest.lines()
                .filter(it -> !it.matches(" *image: \"?ghcr.io/.*"))
                .toList();
    }

    /** As {@code group.artifact-version}, which is how the files of the application are called. */
    private static List<String> components(String sbom) throws IOException {
        return StreamSupport.stream(JSON.readTree(read(sbom)).get("components").spliterator(), false)
                .map((JsonNode it) -> it.path("group").asText() + "."
                        + it.path("name").asText() + "-" + it.path("version").asText())
                .toList();
    }

    private static List<String> jars() throws IOException {
        try (var files = Files.walk(Path.of("target/quarkus-app/lib"))) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(".jar"))
                    .map(it -> it.substring(0, it.length() - ".jar".length()))
                    .toList();
        }
    }

    private static Map<String, Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.collect(
                    Collectors.toMap(it -> it.getFileName().toString(), it -> it, (a, b) -> a, TreeMap::new));
        }
    }

    private static String read(String name) throws IOException {
        return Files.readString(FOLDER.resolve(name));
    }

    private static String version() {
        return Command.of("scripts/version").run().strip();
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
