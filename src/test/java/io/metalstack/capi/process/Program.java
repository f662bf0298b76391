package io.metalstack.capi.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The forms in which the manager is packaged. A suite of behaviours is written once and run with several. */
public enum Program {
    JVM {
        @Override
        List<String> command(List<String> properties) {
            var words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx160m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC"));
            words.addAll(properties);
            words.addAll(List.of("-jar", JAR.toString()));
            return words;
        }

        @Override
        public void require() {
            assertThat(JAR).as("made by make build").exists();
        }
    },

    NATIVE {
        @Override
        List<String> command(List<String> properties) {
            var words = new ArrayList<>(List.of(BINARY.toString()));
            words.addAll(properties);
            return words;
        }

        @Override
        public void require() {
            assumeTrue(Binary.LACK.isEmpty(), Binary.LACK);
        }
    },

    /** In a container, as the bundle's Deployment has it run. */
    JVM_IMAGE {
        @Override
        List<String> command(List<String> properties) {
            return BuiltImage.of("jvm").command(properties);
        }

        @Override
        public void require() {
            assumeTrue(BuiltImage.lack("jvm").isEmpty(), BuiltImage.lack("jvm"));
        }
    },

    /** In a container, too. */
    NATIVE_IMAGE {
        @Override
        List<String> command(List<String> properties) {
            return BuiltImage.of("native").command(properties);
        }

        @Override
        public void require() {
            assumeTrue(BuiltImage.lack("native").isEmpty(), BuiltImage.lack("native"));
        }
    };

    private static final Path JAR =
            Path.of("target/quarkus-app/quarkus-run.jar").toAbsolutePath();
    private static final Path BINARY = Path.of("target/manager").toAbsolutePath();

    /** The words that start it. @param properties system properties, {@code -Dname=value} each */
    abstract List<String> command(List<String> properties);

    /** Fails the test when there is no such package; skips it where a native one or an image was not made. */
    public abstract void require();

    /** Asked once, and only where it is wanted. */
    private static final class Binary {

        /** What the script that builds it says against the one that is there; empty if nothing. */
        private static final String LACK = lack();

        private static String lack() {
            try {
                var script = new ProcessBuilder(
                                Path.of("scripts/native").toAbsolutePath().toString(), "check")
                        .redirectErrorStream(true)
                        .start();
                var said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return script.waitFor() == 0 ? "" : said.strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
