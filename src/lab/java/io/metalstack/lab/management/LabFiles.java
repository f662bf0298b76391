package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the lab keeps things.
 *
 * @param checkout the root of the source tree, with {@code target/} and {@code out/}
 * @param home the lab's own folder, {@code out/lab}
 * @param logs outlive the lab
 */
record LabFiles(Path checkout, Path home, Path logs) {
    private static final Set<String> KEPT_AFTER_THE_END = Set.of("logs", "machines");
    private static final String SECOND = "second";

    static LabFiles of(Path checkout) {
        var root = checkout.toAbsolutePath().normalize();
        return new LabFiles(root, root.resolve("out/lab"), root.resolve("out/lab/logs"));
    }

    /** Where the second management cluster keeps its own; machines and the lab's process are those of the first. */
    LabFiles second() {
        return new LabFiles(checkout, home.resolve(SECOND), logs.resolve(SECOND));
    }

    /** Says which process is the lab: see {@link LabProcess}. */
    Path pid() {
        return home.resolve("pid");
    }

    /** The socket that leads into the lab: see {@link Doorway}. */
    Path door() {
        return home.resolve("door");
    }

    /** Where a browser finds the console. */
    Path console() {
        return home.resolve("console");
    }

    Path progress() {
        return home.resolve("progress");
    }

    /** Absent while the lab is starting, then {@code ready} or the sentence that says why it failed. */
    Path outcome() {
        return home.resolve("outcome");
    }

    /** A link to the folder of the programs that the lab runs, see {@code scripts/lab-tools}. */
    Path tools() {
        return home.resolve("tools");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    Path machines() {
        return home.resolve("machines");
    }

    Path pki() {
        return home.resolve("pki");
    }

    Path etcd() {
        return home.resolve("etcd");
    }

    Path repository() {
        return home.resolve("repository");
    }

    Path networks() {
        return home.resolve("networks");
    }

    Path pods() {
        return home.resolve("pods");
    }

    Path bin() {
        return home.resolve("bin");
    }

    /** Read by a shell, it has kubectl, clusterctl and the variables of the documents: see {@link Shortcuts}. */
    Path shell() {
        return home.resolve("env");
    }

    /** Copies of what runs, so that a later build does not pull the jars away from under a running lab. */
    Path app() {
        return home.resolve("app");
    }

    /** Among these, what runs as the provider: see {@link ProviderProgram}. */
    Path provider() {
        return app().resolve("provider");
    }

    /** What the lab tells of its provider, where that is not what was built last. */
    Path provenance() {
        return app().resolve("provenance");
    }

    /** XDG_CONFIG_HOME of clusterctl, which looks for {@code cluster-api/clusterctl.yaml} in it. */
    Path config() {
        return home.resolve("config");
    }

    Path clusterctlConfig() {
        return config().resolve("cluster-api/clusterctl.yaml");
    }

    Path managementKubeconfig() {
        return home.resolve("management.kubeconfig");
    }

    Path workloadKubeconfig(String cluster) {
        return home.resolve(cluster + ".kubeconfig");
    }

    /** Writes a file that only its owner may read, in one step: a reader sees the old or the new text. */
    static void writePrivately(Path file, String text) {
        write(file, text, "rw-------");
    }

    static void writeExecutable(Path file, String text) {
        write(file, text, "rwxr-xr-x");
    }

    private static void write(Path file, String text, String mode) {
        try {
            Files.createDirectories(file.getParent());
            var permissions = PosixFilePermissions.fromString(mode);
            var fresh = Files.createTempFile(
                    file.getParent(), ".fresh", "", PosixFilePermissions.asFileAttribute(permissions));
            Files.writeString(fresh, text);
            Files.setPosixFilePermissions(fresh, permissions);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LabException("cannot write %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    static void link(Path link, Path target) {
        try {
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new LabException("cannot make the link %s: %s".formatted(link, e.getMessage()), e);
        }
    }

    static Path privateDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
            return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new LabException("cannot make the folder %s: %s".formatted(directory, e.getMessage()), e);
        }
    }

    /** Removes everything, logs included, and makes the empty folders of a new lab. */
    void begin() {
        delete(home);
        for (var folder : new Path[] {home, logs(), machines(), pki(), etcd(), networks(), pods()}) {
            privateDirectory(folder);
        }
    }

    /** Removes everything but the logs, so that no key and no kubeconfig outlives the lab. */
    void end() {
        if (!Files.isDirectory(home)) {
            return;
        }
        try (Stream<Path> entries = Files.list(home)) {
            entries.filter(it -> !KEPT_AFTER_THE_END.contains(it.getFileName().toString()))
                    .collect(Collectors.toList())
                    .forEach(LabFiles::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keepOnlyLogs(machines());
    }

    private static void keepOnlyLogs(Path machines) {
        if (!Files.isDirectory(machines)) {
            return;
        }
        try (Stream<Path> files = Files.walk(machines)) {
            files.filter(it -> Files.isRegularFile(it) && !it.toString().endsWith(".log"))
                    .collect(Collectors.toList())
                    .forEach(LabFiles::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a file, or a folder with all that is in it. */
    static void copy(Path source, Path target) {
        try (var paths = Files.walk(source)) {
            for (var path : paths.toList()) {
                var copy = target.resolve(source.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                if (!Files.isDirectory(path)) {
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot copy %s: %s".formatted(source, e.getMessage()), e);
        }
    }

    static void delete(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> below = Files.walk(file)) {
            for (var path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new LabException("cannot delete %s: %s".formatted(file, e.getMessage()), e);
        }
    }
}
