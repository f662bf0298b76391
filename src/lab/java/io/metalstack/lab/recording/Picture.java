package io.metalstack.lab.recording;

import io.metalstack.lab.LabException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A recording as SVG. The lines come one after the other, with pauses cut short, and stay; who wants nothing to move, or
 * looks at it with a program that moves nothing, sees all of them. The same recording gives the same picture.
 */
final class Picture {
    private static final int COLUMNS = 120;
    private static final int COLUMN = 8;
    private static final int ROW = 20;
    private static final int MARGIN = 20;
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(900);
    private static final String STYLE = """

            rect { fill: #15181d }
            text { fill: #dbe1e8; font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre }
            .typed { fill: #7db8f5; font-weight: bold }
            @media (prefers-reduced-motion: no-preference) {
              .line { animation: appear 1ms backwards }
              @keyframes appear { from { visibility: hidden } }
            }
            """;

    private Picture() {}

    /** An SVG document. */
    static String of(Recording recording) {
        var rows = rows(recording);
        var text = new StringWriter();
        try {
            var svg = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            begin(svg, recording, rows.size() + 1);
            line(svg, 0, Duration.ZERO, "typed", "$ " + recording.command());
            for (int row = 0; row < rows.size(); row++) {
                line(svg, row + 1, rows.get(row).at(), "line", rows.get(row).text());
            }
            svg.writeCharacters("\n");
            svg.writeEndElement();
            svg.close();
        } catch (XMLStreamException e) {
            throw new LabException("cannot draw the recording: " + e.getMessage(), e);
        }
        return text + "\n";
    }

    private static void begin(XMLStreamWriter svg, Recording recording, int rows) throws XMLStreamException {
        svg.writeStartElement("svg");
        svg.writeDefaultNamespace("http://www.w3.org/2000/svg");
        svg.writeAttribute("viewBox", "0 0 %d %d".formatted(COLUMNS * COLUMN + 2 * MARGIN, rows * ROW + 2 * MARGIN));
        svg.writeAttribute("role", "img");
        element(svg, "title", "What " + recording.command() + " prints");
        element(svg, "style", STYLE);
        svg.writeCharacters("\n");
        svg.writeEmptyElement("rect");
        svg.writeAttribute("width", "100%");
        svg.writeAttribute("height", "100%");
        svg.writeAttribute("rx", "8");
    }

    private static void element(XMLStreamWriter svg, String name, String text) throws XMLStreamException {
        svg.writeCharacters("\n");
        svg.writeStartElement(name);
        svg.writeCharacters(text);
        svg.writeEndElement();
    }

    private static void line(XMLStreamWriter svg, int row, Duration at, String kind, String text)
            throws XMLStreamException {
        svg.writeCharacters("\n");
        svg.writeStartElement("text");
        svg.writeAttribute("class", kind);
        svg.writeAttribute("x", String.valueOf(MARGIN));
        svg.writeAttribute("y", String.valueOf(MARGIN + row * ROW + ROW * 3 / 4));
        if (!at.isZero()) {
            svg.writeAttribute("style", String.format(Locale.ROOT, "animation-delay: %.1fs", at.toMillis() / 1000.0));
        }
        svg.writeCharacters(text);
        svg.writeEndElement();
    }

    /** Long lines go on in the next row, as in a terminal. */
    private static List<Recording.Line> rows(Recording recording) {
        var rows = new ArrayList<Recording.Line>();
        var shown = Duration.ZERO;
        var last = Duration.ZERO;
        for (var line : recording.lines()) {
            var pause = line.at().minus(last);
            shown = shown.plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
            last = line.at();
            for (int from = 0; from == 0 || from < line.text().length(); from += COLUMNS) {
                rows.add(new Recording.Line(
                        shown, line.text().substring(from, Math.min(line.text().length(), from + COLUMNS))));
            }
        }
        return rows;
    }
}
