package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PATH that holds these programs of the machine and nothing else. */
final class LinkedPrograms {

    private LinkedPrograms() {}

    /**
     * Links the programs into a folder.
     *
     * @return the folder, as a PATH
     */
    static String in(Path folder, String... programs) {
        try {
            Files.createDirectories(folder);
            for (var program : programs) {
                var path = Command.of("sh", "-c", "command -v " + program)
                        .result()
                        .output()
                        .strip();
                if (path.startsWith("/")) {
                    Files.createSymbolicLink(folder.resolve(program), Path.of(path));
                }
            }
            return folder.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a Go that knows its version and does something else instead of building. */
    static void writeGo(Path folder, String version, String instead) {
        LabFiles.writeExecutable(folder.resolve("go"), """
                #!/bin/sh
                case "$1 ${2:-}" in
                    "env GOVERSION") echo %s ;;
                    env*) echo something ;;
                    *) %s ;;
                esac
                """.formatted(version, instead));
    }
}
