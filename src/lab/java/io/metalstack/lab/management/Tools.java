package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The programs that lab and bench run, built by {@code scripts/lab-tools}. */
public final class Tools {
    private Tools() {}

    /**
     * Builds what is missing, with progress on the terminal.
     *
     * @param stage what for, as the script calls it: {@code component} or {@code lab}
     * @return the folder that holds them
     * @throws LabException the build said why on the terminal
     */
    public static Path build(Path checkout, String stage) {
        try {
            var process = new ProcessBuilder(
                            checkout.resolve("scripts/lab-tools").toString(), stage)
                    .redirectError(Redirect.INHERIT)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LabException("the tools could not be built, see above");
            }
            return Path.of(output.strip());
        } catch (IOException e) {
            throw new LabException("cannot build the tools: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while the tools were being built", e);
        }
    }
}
