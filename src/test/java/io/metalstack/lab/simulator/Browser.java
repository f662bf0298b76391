package io.metalstack.lab.simulator;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A headless Chromium of this machine, where it has one; nothing is downloaded. */
final class Browser implements AutoCloseable {
    private static final List<String> CHROMIUM = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> DRIVER = List.of("chromedriver");

    /** It warns that it does not know this Chromium's own protocol, of which two commands are used here. */
    private static final Logger NOISE = Logger.getLogger("org.openqa.selenium.devtools");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Whether Chromium and its driver are on the {@code PATH}. */
    static boolean isThere() {
        return onPath(CHROMIUM).isPresent() && onPath(DRIVER).isPresent();
    }

    private static Optional<Path> onPath(List<String> programs) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> programs.stream().map(it -> Path.of(folder, it)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser open() {
        NOISE.setLevel(Level.SEVERE);
        var options = new ChromeOptions();
        options.setBinary(onPath(CHROMIUM).orElseThrow().toFile());
        // Root, as in a container, has no sandbox; the page is our own.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--hide-scrollbars",
                "--force-color-profile=srgb");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath(DRIVER).orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    void visit(Object url) {
        driver.get(url.toString());
    }

    /** A window of this size in CSS pixels. @param scale device pixels of each */
    void resize(int width, int height, double scale) {
        tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", width < 600));
    }

    /** What the user prefers: {@code light} or {@code dark}. */
    void prefer(String scheme) {
        var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        tell("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    private void tell(String command, Map<String, Object> values) {
        var unused = driver.executeCdpCommand(command, values);
    }

    /** The text that can be seen in the first element that the selector finds. */
    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    boolean shows(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().anyMatch(it -> it.isDisplayed());
    }

    void click(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    void press(CharSequence... keys) {
        for (var key : keys) {
            new Actions(driver).sendKeys(key).perform();
        }
    }

    void tab() {
        press(Keys.TAB);
    }

    /** What a script returns: booleans, numbers, texts, lists. */
    Object run(String script) {
        return driver.executeScript(script);
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
