package io.metalstack.lab.bench;

import io.metalstack.lab.LabException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A provider that is measured.
 *
 * @param name in tables and plots
 * @param words program and arguments
 * @param settings environment that only this one needs, besides what each provider gets
 */
record Candidate(String name, List<String> words, Map<String, String> settings) {
    /** Nobody else is there to take the lease. */
    private static final String NO_LEASE = "--leader-elect=false";

    /** Its probes stay on loopback, on a port that is free. */
    private static final Map<String, String> PROBES =
            Map.of("QUARKUS_HTTP_HOST", "127.0.0.1", "QUARKUS_HTTP_PORT", "0");

    /** As the JVM in the image is started, which takes its share of the memory limit that our Deployment sets. */
    private static final Path IMAGE_OPTIONS = Path.of("deploy", "image", "jvm.options");

    private static final String DEPLOYMENT_LIMIT = "-XX:MaxRAM=512m";

    /** @throws LabException it is not built; says what builds it */
    static Candidate of(BenchOptions.Build build, BenchOptions options, Path checkout) {
        return switch (build) {
            case JVM -> jvm(checkout, options.jvmOptions());
            case NATIVE -> {
                var binary = built(checkout.resolve("target/manager"), "make native");
                yield new Candidate("native", List.of(binary, NO_LEASE), PROBES);
            }
            case OTHER -> other(options.command());
        };
    }

    private static Candidate jvm(Path checkout, List<String> jvmOptions) {
        var jar = built(checkout.resolve("target/quarkus-app/quarkus-run.jar"), "make build");
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + checkout.resolve(IMAGE_OPTIONS).toAbsolutePath());
        words.add(DEPLOYMENT_LIMIT);
        words.addAll(jvmOptions);
        words.addAll(List.of("-jar", jar, NO_LEASE));
        return new Candidate("jvm", List.copyOf(words), PROBES);
    }

    private static Candidate other(String command) {
        var program = Path.of(command.split(" ", 2)[0]).getFileName().toString();
        // The shell reads the command as its user wrote it, and makes way, so that the provider is the process that is
        // measured.
        return new Candidate(program.replaceAll("[^\\w.-]", ""), List.of("/bin/sh", "-c", "exec " + command), Map.of());
    }

    private static String built(Path file, String how) {
        if (!Files.exists(file)) {
            throw new LabException("%s does not exist: run %s first".formatted(file, how));
        }
        return file.toAbsolutePath().toString();
    }
}
