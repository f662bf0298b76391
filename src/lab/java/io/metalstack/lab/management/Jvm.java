package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the lab starts its own Java programs: small, and leaving nothing in {@code /tmp}. */
final class Jvm {
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

    /** Copies our own classes, so that a later build does not pull them away under a running lab. */
    static void copyClasses(LabFiles files) {
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
    }

    private static String classPath(LabFiles files) {
        try {
            return files.app().resolve("classes") + ":"
                    + Files.readString(files.app().resolve("classpath")).strip();
        } catch (IOException e) {
            throw new LabException("cannot read the lab's class path: " + e.getMessage(), e);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
