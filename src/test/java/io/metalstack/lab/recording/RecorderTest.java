package io.metalstack.lab.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.metalstack.lab.LabException;
import io.metalstack.lab.recording.Recording.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class RecorderTest {
    private static final Recording SOME = new Recording(
            "make lab",
            List.of(
                    new Line(Duration.ofMillis(500), "one < two & \"three\""),
                    new Line(Duration.ofSeconds(90), "…"),
                    new Line(Duration.ofMillis(90_200), "x".repeat(130))));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void what_a_command_prints_is_shown_and_kept_without_colours_and_without_the_path_of_the_checkout()
            throws Exception {
        record("printf '\\033[1mbold\\033[0m\\n'; pwd; echo wrong >&2");

        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("\u001b[1mbold", "wrong");
        var kept = Recording.parse(Files.readString(folder.resolve("run.cast")));
        assertThat(kept.lines()).extracting(Line::text).containsExactly("bold", ".", "wrong");
        assertThat(folder.resolve("run.svg")).content().isEqualTo(Picture.of(kept));
    }

    @Test
    void of_a_command_that_fails_nothing_is_kept() {
        assertThatThrownBy(() -> record("echo begun; exit 3"))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("nothing is recorded, as 'sh -c echo begun; exit 3' ended with exit code 3");

        assertThat(folder).isEmptyDirectory();
    }

    private void record(String script) throws InterruptedException {
        Recorder.record(folder.resolve("run"), List.of("sh", "-c", script), new PrintStream(shown));
    }

    @Test
    void a_recording_is_an_asciicast_and_is_read_back_as_it_was() {
        assertThat(SOME.text())
                .startsWith("{\"height\":40,\"title\":\"make lab\",\"version\":2,\"width\":120}\n[0.5,\"o\",\"one");
        assertThat(Recording.parse(SOME.text())).isEqualTo(SOME);
        assertThatThrownBy(() -> Recording.parse("one")).hasMessageStartingWith("this is no asciicast: ");
        assertThatThrownBy(() -> Recording.parse("{}")).hasMessage("this is no asciicast of version 2");
    }

    @Test
    void the_picture_has_every_line_with_short_pauses_and_breaks_long_ones() throws Exception {
        var texts = svg(Picture.of(SOME)).getElementsByTagName("text");

        assertThat(texts.getLength()).isEqualTo(5);
        assertThat(texts.item(0).getTextContent()).isEqualTo("$ make lab");
        assertThat(texts.item(1).getTextContent()).isEqualTo("one < two & \"three\"");
        assertThat(texts.item(2).getAttributes().getNamedItem("style").getNodeValue())
                .isEqualTo("animation-delay: 1.4s");
        assertThat(texts.item(4).getTextContent()).isEqualTo("x".repeat(10));
    }

    /** Whoever records anew commits both, and shows the picture. */
    @Test
    void the_picture_in_the_readme_is_that_of_the_recording_beside_it() throws Exception {
        var cast = Path.of("docs/lab.cast");
        assumeTrue(Files.exists(cast), "docs/lab.cast is not there: make lab-recording writes it");

        assertThat(Path.of("docs/lab.svg")).content().isEqualTo(Picture.of(Recording.parse(Files.readString(cast))));
        assertThat(Path.of("README.md")).content().contains("](docs/lab.svg)");
    }

    private static Document svg(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
