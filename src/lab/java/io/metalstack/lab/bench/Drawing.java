package io.metalstack.lab.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.text.NumberFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/** Medians over the number of machines, joined by lines, with bars from the least to the greatest value. */
final class Drawing {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final String SVG = "http://www.w3.org/2000/svg";

    /** Okabe and Ito's, which everybody can tell from each other. */
    private static final List<Color> COLORS = List.of(
            new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7), new Color(0xE69F00));

    static {
        // Else the name of an axis would be outlines of letters.
        TextUtils.setUseDrawRotatedStringWorkaround(false);
    }

    private final String title;
    private final String axis;
    private final Map<String, YIntervalSeries> lines = new LinkedHashMap<>();

    Drawing(String title, String axis) {
        this.title = title;
        this.axis = axis;
    }

    /** Whether Java can measure text here, which takes fontconfig and a font. */
    static boolean isPossible() {
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length > 0;
        } catch (LinkageError | InternalError | RuntimeException e) { // each of them, depending on what is not there
            return false;
        }
    }

    /** A point of a line; nothing when the row has no value, or is about no number of machines. */
    void add(String line, Row row) {
        if (row.isMeasured() && row.size() > 0) {
            lines.computeIfAbsent(line, YIntervalSeries::new)
                    .add(
                            row.size(),
                            Statistics.median(row.values()),
                            Statistics.min(row.values()),
                            Statistics.max(row.values()));
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String title() {
        return title;
    }

    /** The same picture for the same points, where the same fonts are installed. */
    String svg() {
        try {
            var document = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
            var context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            var graphics = new SVGGraphics2D(context, false);
            graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
            chart().draw(graphics, new Rectangle(WIDTH, HEIGHT));
            var text = new StringWriter();
            graphics.stream(text, true);
            return text.toString();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JFreeChart chart() {
        var points = new YIntervalSeriesCollection();
        lines.values().forEach(points::addSeries);
        var renderer = new XYErrorRenderer();
        renderer.setDefaultLinesVisible(true);
        renderer.setDrawXError(false);
        for (int i = 0; i < points.getSeriesCount(); i++) {
            renderer.setSeriesPaint(i, COLORS.get(i % COLORS.size()));
            renderer.setSeriesStroke(i, new BasicStroke(2));
        }
        var machines = new LogarithmicAxis("machines");
        machines.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
        var values = new NumberAxis(axis);
        values.setNumberFormatOverride(NumberFormat.getInstance(Locale.ROOT));
        var plot = new XYPlot(points, machines, values, renderer);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setDomainGridlinesVisible(false);
        plot.setOutlineVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        var chart = new JFreeChart(title, plot);
        chart.setBackgroundPaint(Color.WHITE);
        return chart;
    }
}
