package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole line, once: real Cluster API, the built provider, a machine that boots, a Ready node, and nothing left. */
@Tag("lab")
class SmallestLabTest {
    private static final Path CHECKOUT = Path.of("");
    private static final LabFiles FILES = LabFiles.of(CHECKOUT);

    /** Missing rights, stack traces of Java and Go, bootstrap tokens, keys, kubeconfigs. */
    private static final Pattern UNWANTED = Pattern.compile("forbidden|^\\s+at [\\w.$]+\\(|^goroutine \\d|"
            + "\\b[a-z0-9]{6}\\.[a-z0-9]{16}\\b|PRIVATE KEY|client-key-data|certificate-authority-data");

    @AfterEach
    void down() {
        assertThat(lab("down")).isZero();
    }

    @Test
    void a_cluster_of_one_control_plane_and_one_worker_comes_up_and_leaves_an_empty_project() {
        assertThat(lab("demo", "--scenario=smallest", "--control-planes=1", "--workers=1"))
                .isZero();

        assertThat(LabProcess.find(FILES)).isEmpty();
        assertThat(FILES.pki()).doesNotExist();
        assertThat(linesOfLogs(UNWANTED)).isEmpty();
        assertThat(linesOfLogs(Pattern.compile("MachineAllocated|Allocated machine")))
                .as("what the search would find")
                .isNotEmpty();
    }

    /** Which lines of the lab's logs show this, with their file. */
    private static List<String> linesOfLogs(Pattern what) {
        var found = new ArrayList<String>();
        try (var logs = Files.list(FILES.logs())) {
            for (var log : logs.toList()) {
                for (var line :
                        Files.readString(log, StandardCharsets.ISO_8859_1).split("\n")) {
                    if (what.matcher(line).find()) {
                        found.add(log.getFileName() + ": " + line);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static int lab(String... words) {
        return Lab.run(CHECKOUT, System.out, words);
    }
}
