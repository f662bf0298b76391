package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.node.UserData.Instructions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootstrapTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @Test
    void writes_files_in_order_and_is_booted() throws Exception {
        run(new Instructions(
                List.of(),
                List.of(file("/etc/a", "one", false), file("/etc/a", "two", true)),
                List.of(),
                List.of("A note.")));

        assertThat(directory.resolve("root/etc/a")).hasContent("onetwo");
        assertThat(directory.resolve("status.json")).hasContent("{\"phase\":\"Booted\"}");
        assertThat(consoleText()).contains("A note.", "Wrote 2 files of the user data, running 0 commands");
    }

    @Test
    void runs_commands_as_one_script_in_their_order() throws Exception {
        var script = directory.resolve("script");
        Files.writeString(script, Bootstrap.script(List.of("word=first", "false", "echo $word", "'echo' '$word'")));

        try (var output = new ProcessBuilder("sh", script.toString()).start().inputReader()) {
            assertThat(output.lines()).containsExactly("first", "$word");
        }
    }

    @Test
    void stays_without_bootstrap_when_the_data_is_refused() throws Exception {
        run(new UserData.Refused("Not understood."));

        assertThat(consoleText()).contains("Not understood. The machine stays without bootstrap.");
        assertThat(directory.resolve("status.json")).content().contains("\"Failed\"", "Not understood.");
    }

    @Test
    void is_booted_without_any_data() throws Exception {
        run(new UserData.None());

        assertThat(directory.resolve("status.json")).content().contains("\"Booted\"", "There is no user data");
    }

    @Test
    void says_which_file_could_not_be_written() throws Exception {
        Files.createDirectories(directory.resolve("root/etc/a"));

        run(new Instructions(List.of(), List.of(file("/etc/a", "hidden", false)), List.of(), List.of()));

        assertThat(directory.resolve("status.json"))
                .content()
                .contains("\"Failed\"", "The files of the user data could not be written", "etc/a")
                .doesNotContain("hidden");
    }

    private void run(UserData data) throws Exception {
        Files.createDirectories(directory.resolve("root"));
        new Bootstrap(
                        new MachineRoot(directory.resolve("root")),
                        new Journal(new PrintStream(console, true, StandardCharsets.UTF_8)),
                        new StatusFile(directory))
                .run(data);
    }

    private String consoleText() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private static FileToWrite file(String path, String content, boolean append) {
        return new FileToWrite(path, content.getBytes(StandardCharsets.UTF_8), 0644, "root:root", append);
    }
}
