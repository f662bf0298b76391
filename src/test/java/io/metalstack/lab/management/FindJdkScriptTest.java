package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which JDK {@code scripts/find-jdk} takes, from places that hold only what the test puts there. */
class FindJdkScriptTest {

    @TempDir
    Path folder;

    @Test
    void says_that_there_is_none() throws IOException {
        jdk("jdk-17", 17);

        var result = run("");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors().strip())
                .isEqualTo("No JDK 21 or newer found. Install one (for example Temurin), or set JAVA_HOME to it.");
    }

    @Test
    void takes_the_newest_there_is() throws IOException {
        jdk("jdk-17", 17);
        var newest = jdk("jdk-25", 25);
        jdk("jdk-21", 21);

        assertThat(run("").output().strip()).isEqualTo(newest.toString());
    }

    @Test
    void keeps_to_a_java_home_that_is_new_enough() throws IOException {
        jdk("jdk-25", 25);
        var mine = jdk("jdk-21", 21);

        assertThat(run(mine.toString()).output().strip()).isEqualTo(mine.toString());
    }

    @Test
    void passes_over_a_java_home_that_is_too_old() throws IOException {
        var old = jdk("jdk-17", 17);
        var better = jdk("jdk-21", 21);

        assertThat(run(old.toString()).output().strip()).isEqualTo(better.toString());
    }

    private Path jdk(String name, int major) throws IOException {
        var home = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        LabFiles.writeExecutable(home.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + major + ".0.1\"\n");
        return home;
    }

    private Command.Result run(String javaHome) {
        return Command.of("/bin/sh", "scripts/find-jdk")
                .with(Map.of("JDK_PLACES", folder.toString(), "JAVA_HOME", javaHome, "PATH", withoutJavac()))
                .result();
    }

    /** The programs that the script needs, and no javac. */
    private String withoutJavac() {
        return LinkedPrograms.in(folder.resolve("programs"), "sed", "grep", "ls", "readlink");
    }
}
