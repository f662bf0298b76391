package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.image.ContainerImage;
import io.metalstack.lab.image.ImageArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What runs as this repository's provider: what was built in the checkout, as a JVM's program or as native binary, or an image.
 * And where it is installed from.
 *
 * @param image empty for what was built
 * @param release what clusterctl is to install; empty for the bundle that was built last, or for none
 */
record ProviderProgram(LabFiles files, LabOptions options, Optional<ImageArchive> image, Optional<Bundle> release) {
    private static final String PLAIN_LOG = "-Dquarkus.log.console.json.enabled=false";

    /** @throws LabException it cannot be what the user asks for */
    static ProviderProgram chosen(LabFiles files, LabOptions options) {
        var release = Optional.of(options).filter(LabOptions::hasBundle).map(it -> Bundle.find(files, it.bundle()));
        var image = Optional.of(options)
                .filter(LabOptions::hasImage)
                .map(it -> ImageArchive.read(files.checkout().resolve(it.image())));
        return new ProviderProgram(files, options, image, release);
    }

    /** What the user has to know of it, in sentences; empty where all is as it was built. */
    String provenance() {
        var sentences = new ArrayList<String>();
        image.ifPresent(it -> sentences.add("The provider runs from the image %s: version %s, %s."
                .formatted(options.image(), it.version(), it.digest())));
        release.ifPresent(
                it -> sentences.add("The provider is installed from %s, version %s, whose Deployment names %s."
                        .formatted(options.bundle(), it.version(), it.image())));
        if (release.isPresent() && image.isEmpty()) {
            sentences.add("What runs is the %s of this checkout all the same, as no image was given."
                    .formatted(options.nativeBinary() ? "native binary" : "build"));
        }
        return String.join("\n", sentences);
    }

    /**
     * Copies it, so that a later build does not pull it away under a running lab. Without a provider to install it need not be
     * built, but the user may install it later.
     */
    void copy() {
        LabFiles.writePrivately(files.provenance(), provenance());
        if (image.isPresent()) {
            var unused = image.get().unpack(files.provider());
            return;
        }
        var built = files.checkout().resolve("target").resolve(options.nativeBinary() ? "manager" : "quarkus-app");
        if (Files.exists(built)) {
            LabFiles.copy(built, files.provider());
        } else if (options.provider()) {
            throw new LabException("%s does not exist: run make %s first"
                    .formatted(built, options.nativeBinary() ? "native" : "build"));
        }
    }

    /** The {@link #provenance} of what the running lab has. */
    static String told(LabFiles files) {
        try {
            return Files.exists(files.provenance()) ? Files.readString(files.provenance()) : "";
        } catch (IOException e) {
            throw new LabException("cannot read " + files.provenance() + ": " + e.getMessage(), e);
        }
    }

    /**
     * What starts the copy for a Pod whose files are in a folder, without arguments. The log of what was built is for people here,
     * that of an image as the image has it.
     */
    static Function<Path, Command> starts(LabFiles files, LabOptions options) {
        if (options.hasImage()) {
            var image = ContainerImage.in(files.provider());
            return folder -> Command.of(image.command(folder, List.of())).with(image.environment());
        }
        var program = files.provider().toString();
        return folder -> {
            var temporary = "-Djava.io.tmpdir=" + LabFiles.privateDirectory(folder.resolve("tmp"));
            return options.nativeBinary()
                    ? Command.of(program, temporary, PLAIN_LOG)
                    : Command.of(
                            Jvm.java(), "-XX:-UsePerfData", temporary, PLAIN_LOG, "-jar", program + "/quarkus-run.jar");
        };
    }

    /** The processes that run the copy. */
    static Stream<ProcessHandle> processes(LabFiles files) {
        return ProcessHandle.allProcesses().filter(it -> runs(files.provider(), it));
    }

    private static boolean runs(Path provider, ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(provider.toString())
                || root(process).filter(it -> it.startsWith(provider)).isPresent();
    }

    /** Where its file system begins, which in a container says more than its words; empty if it has ended or is not ours. */
    private static Optional<Path> root(ProcessHandle process) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "root")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
