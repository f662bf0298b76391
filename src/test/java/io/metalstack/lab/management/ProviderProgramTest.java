package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderProgramTest {

    @TempDir
    Path checkout;

    @Test
    void there_is_nothing_to_tell_of_what_was_built_last() {
        assertThat(chosen("up").provenance()).isEmpty();
        assertThat(chosen("up", "--native=1").provenance()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, build", "1, native binary"})
    void a_release_without_its_image_says_that_something_else_runs(String nativeBinary, String runs)
            throws IOException {
        writeRelease();

        assertThat(chosen("up", "--bundle=out/release", "--native=" + nativeBinary)
                        .provenance())
                .isEqualTo("""
                        The provider is installed from out/release, version v0.2.0, whose Deployment names example.org/provider:v0.2.0-jvm.
                        What runs is the %s of this checkout all the same, as no image was given.""".formatted(runs));
    }

    @ParameterizedTest
    @CsvSource({
        "--image=nothing.tar, nothing.tar is no file",
        "--image=CHANGELOG.md, CHANGELOG.md is no OCI archive of an image",
        "--bundle=out/nothing, out/nothing holds no infrastructure-components.yaml",
    })
    void what_cannot_be_is_refused_in_one_line_and_nothing_is_begun(String option, String sentence) throws IOException {
        Files.writeString(checkout.resolve("CHANGELOG.md"), "# Changelog\n".repeat(100));
        var printed = new ByteArrayOutputStream();

        int code = Lab.run(checkout, new PrintStream(printed, true, StandardCharsets.UTF_8), "up", option);

        assertThat(code).isOne();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("lab: ")
                .contains(sentence);
        assertThat(checkout.resolve("out/lab")).doesNotExist();
    }

    private ProviderProgram chosen(String... words) {
        return ProviderProgram.chosen(LabFiles.of(checkout), LabOptions.parse(List.of(words)));
    }

    private void writeRelease() throws IOException {
        var folder = Files.createDirectories(checkout.resolve("out/release"));
        Files.writeString(folder.resolve("metadata.yaml"), "kind: Metadata\n");
        Files.writeString(folder.resolve("infrastructure-components.yaml"), """
                kind: Deployment
                spec: {template: {spec: {containers: [{image: 'example.org/provider:v0.2.0-jvm'}]}}}
                """);
    }
}
