package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/promtool} says when it has no promtool. */
class PromtoolScriptTest {

    @TempDir
    Path folder;

    @Test
    void says_in_one_line_that_it_is_not_built_and_how_it_will_be() {
        assertThat(run("check", Map.of())).isEqualTo("promtool: it is not built: run `make verify`");
    }

    @Test
    void says_that_there_is_no_go() {
        var path = LinkedPrograms.in(folder.resolve("bin"), "sh", "dirname");

        assertThat(run("check", Map.of("PATH", path))).startsWith("promtool: no Go found. Install Go 1.26 or newer");
    }

    @Test
    void names_a_word_that_it_does_not_know() {
        assertThat(run("build-it", Map.of())).isEqualTo("promtool: unknown word 'build-it': say check, or nothing");
    }

    private String run(String word, Map<String, String> environment) {
        var result = Command.of("sh", "scripts/promtool", word)
                .with(Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
                .with(environment)
                .result();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        return result.errors().strip();
    }
}
