package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the lab starts Java programs: small, and leaving nothing in {@code /tmp}. */
final class Jvm {
    private static final String PLAIN_LOG = "-Dquarkus.log.console.json.enabled=false";

    private Jvm() {}

    /** The words before the name of a main class of the lab. */
    static List<String> words(LabFiles files, String name) {
        var temporary = LabFiles.privateDirectory(files.app().resolve("tmp-" + name));
        var words = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx384m",
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                classPath(files)));
        if (Runtime.version().feature() >= 24) {
            // Netty uses Unsafe; newer JDKs warn the user of it.
            words.add("--sun-misc-unsafe-memory-access=allow");
        }
        return words;
    }

    /** The words before the arguments of this repository's provider; its log is for people here. */
    static List<String> provider(LabFiles files, boolean nativeBinary) {
        if (nativeBinary) {
            return List.of(files.app().resolve("provider").toString(), "-Djava.io.tmpdir={tmp}", PLAIN_LOG);
        }
        return List.of(
                java(),
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir={tmp}",
                PLAIN_LOG,
                "-jar",
                files.app().resolve("provider/quarkus-run.jar").toString());
    }

    /**
     * Copies our own classes and the provider, so that a later build does not pull them away under a running lab. Without a
     * provider to install it need not be built, but the user may install it later.
     */
    static void copyPrograms(LabFiles files, LabOptions options) {
        var target = files.checkout().resolve("target");
        var ours = "io/metalstack/lab";
        var jars = target.resolve("lab.classpath");
        if (!Files.exists(jars)) {
            throw new LabException(jars + " does not exist: run make build first");
        }
        LabFiles.copy(jars, files.app().resolve("classpath"));
        LabFiles.copy(
                target.resolve("test-classes").resolve(ours),
                files.app().resolve("classes").resolve(ours));
        var built = target.resolve(options.nativeBinary() ? "manager" : "quarkus-app");
        if (Files.exists(built)) {
            LabFiles.copy(built, files.app().resolve("provider"));
        } else if (options.provider()) {
            throw new LabException("%s does not exist: run make %s first"
                    .formatted(built, options.nativeBinary() ? "native" : "build"));
        }
    }

    private static String classPath(LabFiles files) {
        try {
            return files.app().resolve("classes") + ":"
                    + Files.readString(files.app().resolve("classpath")).strip();
        } catch (IOException e) {
            throw new LabException("cannot read the lab's class path: " + e.getMessage(), e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
