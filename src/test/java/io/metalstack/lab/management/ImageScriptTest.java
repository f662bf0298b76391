package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/image} says where it cannot assemble an image. */
class ImageScriptTest {

    @TempDir
    Path folder;

    @Test
    void names_a_program_that_it_does_not_know() {
        assertThat(refuses("wasm", Map.of())).isEqualTo("unknown program 'wasm': say jvm or native, or check");
    }

    @Test
    void another_system_than_linux() {
        assertThat(refuses("check", Map.of("PATH", machine("Darwin", "aarch64"))))
                .isEqualTo("an image is assembled from what runs on this machine, so that has to be Linux");
    }

    @Test
    void another_architecture_than_those_of_images() {
        assertThat(refuses("check", Map.of("PATH", machine("Linux", "riscv64"))))
                .isEqualTo("there are images for x86_64 and aarch64, and this machine is riscv64");
    }

    @Test
    void a_jdk_without_what_links_the_runtime() throws IOException {
        var java = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
        Files.writeString(java.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        LabFiles.writeExecutable(java.resolve("bin/javac"), "#!/bin/sh\n");

        assertThat(refuses("check", Map.of("PATH", machine("Linux", "x86_64"), "JAVA_HOME", java.toString())))
                .isEqualTo(
                        "the JDK in %s has no jlink, which links the Java runtime of an image: install a whole one",
                        java);
    }

    /** PATH of a machine of this kind. */
    private String machine(String system, String architecture) {
        var path = LinkedPrograms.in(folder.resolve("bin"), "sh", "dirname", "sed", "grep", "readlink", "ls");
        LabFiles.writeExecutable(
                folder.resolve("bin/uname"),
                "#!/bin/sh\n[ \"$1\" = -s ] && echo %s || echo %s\n".formatted(system, architecture));
        return path;
    }

    private static String refuses(String program, Map<String, String> environment) {
        var result =
                Command.of("sh", "scripts/image", program).with(environment).result();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        return result.errors().strip();
    }
}
