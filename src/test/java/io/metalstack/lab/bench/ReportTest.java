package io.metalstack.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    @Test
    void comes_back_from_its_file_as_it_was() throws IOException {
        var report = new Report(
                "jvm",
                new Host("cpu", 2, 2048, "6.1", "21", 0.5),
                Map.of("runs", "3", "allocate", "1 s"),
                List.of(
                        Row.of(Figure.P1, "10 machines in 1 cluster", "machines/min", 10, List.of(1.5, 0.0)),
                        Row.without(Figure.P5, "cold", "s", "not tried")));

        var file = report.write(folder);

        assertThat(file).isEqualTo(folder.resolve("jvm.json"));
        assertThat(Report.read(file)).isEqualTo(report);
        assertThat(Files.readString(file)).endsWith("}\n");
    }

    @Test
    void a_file_that_is_not_there_or_holds_something_else_is_named() throws IOException {
        var something = Files.writeString(folder.resolve("something.json"), "{\"kind\": \"List\"}");
        var page = Files.writeString(folder.resolve("page.json"), "<html>");

        assertThatThrownBy(() -> Report.read(folder.resolve("none.json")))
                .isInstanceOf(LabException.class)
                .hasMessage(folder.resolve("none.json") + " does not exist");
        assertThatThrownBy(() -> Report.read(something)).hasMessage(something + " is no report of the bench");
        assertThatThrownBy(() -> Report.read(page)).hasMessage(page + " is no report of the bench");
    }
}
