package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console looks in a real browser. */
@EnabledIf(value = "io.metalstack.lab.simulator.Browser#isThere", disabledReason = OpenConsole.LACK)
class ConsoleLooksTest extends OpenConsole {
    /** Texts and their ratio of luminance to what is behind them (WCAG 2.2, 1.4.3), where it is below 4.5. */
    private static final String PALE_TEXTS = """
            const channel = (it) => it <= 10.3143 ? it / 3294.6 : ((it / 255 + 0.055) / 1.055) ** 2.4;
            const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
            const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
            const ground = (it) => {
                const colour = numbers(getComputedStyle(it).backgroundColor);
                return colour.length === 3 || colour[3] === 1 ? colour : ground(it.parentElement);
            };
            const seen = [...document.body.querySelectorAll('*')].filter((it) => it.checkVisibility()
                && [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()));
            const ratio = (it) => {
                const [a, b] = [numbers(getComputedStyle(it).color), ground(it)].map(luminance).sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05);
            };
            return [String(seen.length), ...seen.filter((it) => ratio(it) < 4.5)
                .map((it) => it.textContent.trim() + ' ' + ratio(it).toFixed(2))];
            """;

    @Test
    void a_phone_scrolls_down_and_never_sideways() {
        twoClusters();
        metal.faults().whenAnyCall().hold();
        browser.resize(360, 780, 2);
        eventually(() -> assertThat(browser.shows("#others")).isTrue());

        assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo(360L);
        assertThat(browser.run("return [...document.querySelectorAll('main *')].filter((it) => it.checkVisibility()"
                        + " && it.getBoundingClientRect().right > 360).map((it) => it.outerHTML.slice(0, 120))"))
                .as("what is cut off at the right")
                .isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void every_text_is_dark_or_light_enough(String scheme) {
        twoClusters();
        browser.prefer(scheme);
        browser.click(REFUSE);
        eventually(() -> assertThat(api.get("/v1/partition").status()).isEqualTo(503));
        browser.click(SLOW);
        eventually(() -> assertThat(browser.shows("#refusal")).isTrue());
        eventually(() -> assertThat(browser.run("return document.getAnimations().length"))
                .isEqualTo(0L));

        var found = (List<?>) browser.run(PALE_TEXTS);

        assertThat(Integer.parseInt((String) found.getFirst()))
                .as("texts looked at")
                .isGreaterThan(100);
        assertThat(found.subList(1, found.size())).isEqualTo(List.of());
    }

    /** They are in target/console; with {@code -Dconsole.screenshots=true} in docs/images, as docs/lab.md shows them. */
    @Test
    void pictures_for_the_documents_are_small() throws IOException {
        twoClusters();
        browser.resize(1300, 760, 1);
        picture("light");
        browser.prefer("dark");
        browser.click("[data-key=lose-allocation] button");
        eventually(() -> assertThat(metal.faults().all()).hasSize(1));
        picture("dark");
        browser.resize(390, 844, 1.5);
        browser.prefer("light");
        picture("phone");
    }

    private static void picture(String name) throws IOException {
        eventually(() -> assertThat(browser.run("return document.getAnimations().length"))
                .isEqualTo(0L));
        browser.run("document.activeElement.blur(); scrollTo(0, 0)");
        var folder = Path.of(Boolean.getBoolean("console.screenshots") ? "docs/images" : "target/console");
        var file = Files.createDirectories(folder).resolve("console-" + name + ".png");
        try (var written = Files.newOutputStream(file);
                var out = ImageIO.createImageOutputStream(written)) {
            small(ImageIO.read(new ByteArrayInputStream(browser.picture())), out);
        }
        assertThat(Files.size(file)).as("bytes of " + file).isBetween(20_000L, 200_000L);
    }

    /** Without an alpha channel, and compressed as well as can be, which Chromium leaves to others. */
    private static void small(BufferedImage picture, ImageOutputStream out) throws IOException {
        var opaque = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.getGraphics().drawImage(picture, 0, 0, null);
        var writer = ImageIO.getImageWritersByFormatName("png").next();
        var settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0);
        writer.setOutput(out);
        writer.write(null, new IIOImage(opaque, null, null), settings);
        writer.dispose();
    }
}
