package io.metalstack.capi.runtime;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;

/** Starts the manager: reads the flags that Cluster API asks for, everything else is configuration. */
@QuarkusMain
public final class Main {

    private static final int BEFORE_THE_BUILT_IN_ONE = 200;

    private Main() {}

    public static void main(String... args) {
        try {
            CommandLine.parse(args).settings().forEach(System::setProperty);
            MetricsAddress.settings(readSettings()).forEach(System::setProperty);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        Quarkus.run();
    }

    /**
     * Quarkus reads them too, and tells of one that cannot be read in several lines with a Java exception.
     *
     * @throws IllegalArgumentException with one line that names the setting and what is wrong with it
     */
    static ProviderConfig readSettings() {
        try {
            return new SmallRyeConfigBuilder()
                    .addSystemSources()
                    .withConverter(Duration.class, BEFORE_THE_BUILT_IN_ONE, new DurationConverter())
                    .withMapping(ProviderConfig.class)
                    .withMapping(MetalSettings.class)
                    .build()
                    .getConfigMapping(ProviderConfig.class);
        } catch (ConfigValidationException e) {
            throw new IllegalArgumentException(oneLine(e.getProblem(0).getMessage()));
        }
    }

    /** SRCFG00039: The config property x with the config value "y" threw an Exception whilst being converted z. */
    private static String oneLine(String problem) {
        return "a setting cannot be read: "
                + problem.replaceAll("([\\w.]+Exception: )?SRCFG\\d+: ", "")
                        .replaceFirst(" threw an Exception whilst being converted ", ": ")
                        .replace('\n', ' ');
    }
}
