package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code scripts/release} refuses, in one sentence and before it builds anything. */
class ReleaseScriptTest {

    private static final Map<String, String> AUTHOR = Map.of(
            "GIT_AUTHOR_NAME", "nobody",
            "GIT_AUTHOR_EMAIL", "nobody@example.org",
            "GIT_COMMITTER_NAME", "nobody",
            "GIT_COMMITTER_EMAIL", "nobody@example.org");

    @TempDir
    Path folder;

    private String path;

    @BeforeEach
    void checkOut() throws IOException {
        for (var script : new String[] {"release", "version", "quietly", "find-jdk"}) {
            var file = folder.resolve("scripts/" + script);
            Files.createDirectories(file.getParent());
            LabFiles.writeExecutable(file, Files.readString(Path.of("scripts", script)));
        }
        write("pom.xml", "<project>\n    <revision>0.2.0</revision>\n</project>\n");
        write("clusterctl/metadata.yaml", "releaseSeries:\n  - major: 0\n    minor: 2\n    contract: v1beta2\n");
        write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- A change.\n");
        write(".gitignore", "/bin/\n/out/\n");
        path = LinkedPrograms.in(
                folder.resolve("bin"), "sh dirname git grep awk sed head env mkdir rm tar cat ls readlink".split(" "));
        git("init", "--quiet");
        commit();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0.2.0", "v0.2", "v0.2.0.1", "v00.2.0", "v0.2.0-", "v0.2.0-rc..1", "v0.2.0+build", "latest"})
    void a_version_that_is_none(String version) {
        refuses("VERSION is '" + version + "': say it as a tag, v0.1.0 or v0.1.0-rc.1", version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v0.0.0", "v0.1.0", "v0.2.1", "v1.2.0-rc.1"})
    void another_version_than_that_of_the_sources(String version) {
        var number = version.substring(1).replace("-rc.1", "");
        refuses("pom.xml is at version 0.2.0: raise <revision> there to " + number + " first", version);
    }

    @Test
    void a_version_of_no_release_series() throws IOException {
        write("clusterctl/metadata.yaml", "releaseSeries:\n  - major: 0\n    minor: 1\n    contract: v1beta2\n");
        commit();

        refuses("clusterctl/metadata.yaml has no release series 0.2: add it, with its contract", "v0.2.0");
    }

    @Test
    void a_version_that_the_changelog_says_nothing_of() throws IOException {
        write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## v0.1.0\n\n- A change.\n");
        commit();

        refuses(
                "CHANGELOG.md has no section '## v0.2.0', nor anything under '## Unreleased': say there what is new",
                "v0.2.0");
    }

    @Test
    void changes_that_are_in_no_commit() throws IOException {
        write("src/New.java", "class New {}\n");

        refuses(
                "the tree has changes that are in no commit: commit them, or put them away with git stash -u",
                "v0.2.0");
    }

    @Test
    void a_tree_without_a_commit() {
        git("update-ref", "-d", "HEAD");

        refuses("there is no commit to release: run it in a clone", "v0.2.0");
    }

    @Test
    void a_name_of_the_image_that_has_a_tag() {
        refuses(
                "IMAGE is 'example.org/provider:v1': say a registry and a name, without a tag",
                "v0.2.0",
                Map.of("IMAGE", "example.org/provider:v1"));
    }

    @Test
    void another_word_for_the_native_image() {
        refuses("NATIVE is 'both': say 1 for the native image, or 0", "v0.2.0", Map.of("NATIVE", "both"));
    }

    @Test
    void a_machine_without_go() {
        refuses("no Go found. Install Go 1.26 or newer (https://go.dev/dl) and put it on PATH.", "v0.2.0-rc.1");
    }

    @Test
    void nothing_of_a_rehearsal_but_what_is_wrong_with_the_machine() {
        refuses("no Go found. Install Go 1.26 or newer (https://go.dev/dl) and put it on PATH.", "v0.0.0-test");
    }

    private void refuses(String sentence, String version) {
        refuses(sentence, version, Map.of());
    }

    private void refuses(String sentence, String version, Map<String, String> settings) {
        var all = new HashMap<>(Map.of("PATH", path, "JAVA_HOME", System.getProperty("java.home")));
        all.putAll(settings);
        var result = Command.of("/bin/sh", folder.resolve("scripts/release").toString(), version)
                .with(all)
                .result();

        assertThat(result.errors().strip()).isEqualTo("release: " + sentence);
        assertThat(result.code()).isEqualTo(1);
        assertThat(folder.resolve("out/release")).doesNotExist();
    }

    private void commit() {
        git("add", "--all");
        git("commit", "--quiet", "--message=Change something");
    }

    private void git(String... words) {
        Command.of("git", "-C", folder.toString()).and(words).with(AUTHOR).run();
    }

    private void write(String name, String content) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
