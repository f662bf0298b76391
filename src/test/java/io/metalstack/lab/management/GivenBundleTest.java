package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that the user names with {@code --bundle}. */
class GivenBundleTest {
    private static final String DIGEST = "@sha256:" + "0a".repeat(32);

    @TempDir
    Path checkout;

    @Test
    void is_of_the_version_that_it_is_named_after() throws IOException {
        write("releases/v0.2.0-rc.1", "example.org/mirror/provider:newest");

        assertThat(find("releases/v0.2.0-rc.1").version()).isEqualTo("v0.2.0-rc.1");
    }

    @ParameterizedTest
    @CsvSource({
        "example.org/provider:v0.2.0,                  v0.2.0",
        "example.org:5000/provider:v0.2.0-jvm,         v0.2.0",
        "example.org/provider:v0.2.0@,                 v0.2.0",
        "example.org/provider:v0.0.0-test-jvm@,        v0.0.0-test",
        "example.org/provider:v0.0.0-test-jvm.1@,      v0.0.0-test-jvm.1",
    })
    void is_of_the_version_of_its_image_when_it_has_another_name(String image, String version) throws IOException {
        write("out/release", image.replace("@", DIGEST));

        var found = find("out/release");

        assertThat(found.version()).isEqualTo(version);
        assertThat(found.image()).isEqualTo(image.replace("@", DIGEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org/provider", "example.org:5000/provider", "example.org/provider:latest"})
    void without_a_version_is_refused_in_a_sentence(String image) throws IOException {
        write("out/release", image);

        assertThatThrownBy(() -> find("out/release"))
                .isInstanceOf(LabException.class)
                .hasMessage(
                        "out/release tells no version: neither its name nor the tag of its image, '%s', is one", image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"infrastructure-components.yaml", "metadata.yaml"})
    void without_what_clusterctl_reads_is_refused_in_a_sentence(String file) throws IOException {
        write("v0.2.0", "example.org/provider:v0.2.0");
        Files.delete(checkout.resolve("v0.2.0").resolve(file));

        assertThatThrownBy(() -> find("v0.2.0"))
                .isInstanceOf(LabException.class)
                .hasMessage("v0.2.0 holds no " + file
                        + ": name a folder with the files of a release, as make release leaves them in out/release");
    }

    @Test
    void that_is_not_there_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> find("nothing"))
                .hasMessageStartingWith("nothing holds no infrastructure-components.yaml: ");
    }

    private Bundle find(String folder) {
        return Bundle.find(LabFiles.of(checkout), Path.of(folder));
    }

    private void write(String folder, String image) throws IOException {
        var made = Files.createDirectories(checkout.resolve(folder));
        Files.writeString(made.resolve("metadata.yaml"), "kind: Metadata\n");
        Files.writeString(made.resolve("infrastructure-components.yaml"), """
                kind: Namespace
                ---
                kind: Deployment
                spec: {template: {spec: {containers: [{image: '%s'}]}}}
                """.formatted(image));
    }
}
