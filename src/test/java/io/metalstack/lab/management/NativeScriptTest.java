package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/native} says and does, with a Maven and a native-image that do as they are told. */
class NativeScriptTest {

    private static final String NONE_FOUND =
            "No native-image found: set GRAALVM_HOME to a GraalVM or Mandrel for JDK 25,"
                    + " or put its native-image on PATH.";
    private static final String STARTS = "#!/bin/sh\necho unknown flag $1 >&2\nexit 2\n";

    @TempDir
    Path folder;

    private String path;

    @BeforeEach
    void checkOut() throws IOException {
        for (var script : new String[] {"native", "quietly", "find-jdk"}) {
            write("scripts/" + script, Files.readString(Path.of("scripts", script)));
        }
        Files.createDirectories(folder.resolve("src/main"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        path = LinkedPrograms.in(
                folder.resolve("bin"),
                "sh dirname find head awk cat readlink mkdir grep tail cp mv touch rm sed ls sort chmod".split(" "));
    }

    @Test
    void says_that_there_is_no_native_image() {
        var result = run(Map.of());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errors().strip()).isEqualTo(NONE_FOUND);
    }

    @Test
    void where_it_is_only_wanted_if_possible_it_says_so_in_one_line_and_goes_on() {
        var result = run(Map.of(), "if-possible");

        assertThat(result.code()).isZero();
        assertThat(result.errors()).isEmpty();
        assertThat(result.output().strip())
                .isEqualTo(NONE_FOUND + " The native binary is not built, and its tests are skipped.");
    }

    @Test
    void says_that_the_home_that_is_set_holds_none() {
        var home = folder.resolve("elsewhere").toString();

        for (var mode : new String[] {"build", "if-possible"}) {
            var result = run(Map.of("GRAALVM_HOME", home), mode);

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.errors().strip())
                    .isEqualTo("GRAALVM_HOME is " + home + ", which holds no bin/native-image.");
        }
    }

    @Test
    void says_how_much_memory_it_needs() throws IOException {
        nativeImage();
        var meminfo = Files.writeString(folder.resolve("meminfo"), "MemAvailable: 3200000 kB\n");

        var result = run(Map.of("MEMINFO", meminfo.toString()));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errors().strip())
                .isEqualTo("A native build needs 7 GiB of free memory, and there are 3 GiB.");
    }

    @Test
    void shows_why_a_build_failed() throws IOException {
        nativeImage();
        maven("echo 'Error: a class is missing'\nexit 1");

        var result = run(enoughMemory());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errors()).contains("Error: a class is missing", "all it printed is in out/build.log");
        assertThat(folder.resolve("target/manager")).doesNotExist();
    }

    @Test
    void says_that_the_binary_does_not_start() throws IOException {
        nativeImage();
        maven(
                "printf '#!/bin/sh\\necho GLIBC_9.9 not found >&2\\nexit 1\\n' >target/x-runner; chmod +x target/x-runner");

        var result = run(enoughMemory());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errors().strip())
                .isEqualTo("target/manager does not start on this machine (exit code 1): GLIBC_9.9 not found");
    }

    @Test
    void builds_when_the_sources_are_newer_and_only_then() throws IOException {
        nativeImage();
        assertThat(run(Map.of(), "check").errors().strip()).isEqualTo("target/manager is missing: run `make native`");
        write("target/x-runner", STARTS);
        maven("echo built >>built");
        var source = Files.writeString(folder.resolve("src/main/Source.java"), "class Source {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(60)));

        run(enoughMemory());
        var again = run(enoughMemory());

        assertThat(again.output().strip()).isEqualTo("target/manager");
        assertThat(folder.resolve("built")).hasContent("built");
        assertThat(run(Map.of(), "check").code()).isZero();

        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(run(Map.of(), "check").errors().strip())
                .isEqualTo("target/manager is older than its sources: run `make native`");
    }

    private Map<String, String> enoughMemory() throws IOException {
        var meminfo = Files.writeString(folder.resolve("meminfo"), "MemAvailable: 12000000 kB\n");
        return Map.of("MEMINFO", meminfo.toString());
    }

    private void nativeImage() throws IOException {
        write("graal/bin/native-image", "#!/bin/sh\n");
    }

    private void maven(String lines) throws IOException {
        write("bin/mvn", "#!/bin/sh\n" + lines + "\n");
    }

    private void write(String name, String script) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        LabFiles.writeExecutable(file, script);
    }

    private Command.Result run(Map<String, String> environment, String... words) {
        var all = new HashMap<>(Map.of("PATH", path, "JAVA_HOME", System.getProperty("java.home"), "GRAALVM_HOME", ""));
        if (Files.exists(folder.resolve("graal"))) {
            all.put("GRAALVM_HOME", folder.resolve("graal").toString());
        }
        all.putAll(environment);
        return Command.of("/bin/sh", folder.resolve("scripts/native").toString(), String.join(" ", words))
                .with(all)
                .result();
    }
}
