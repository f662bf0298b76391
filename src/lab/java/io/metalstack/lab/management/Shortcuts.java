package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code out/lab/bin/kubectl} and {@code clusterctl}: they enter the lab's namespaces by themselves. {@code out/lab/env} has a
 * shell find them, with a value for each variable that the documents have people set.
 */
final class Shortcuts {
    private Shortcuts() {}

    /** @param variables defaults of the environment, for clusterctl's templates */
    static void write(LabFiles files, Map<String, String> variables) {
        LabFiles.writeExecutable(
                files.bin().resolve("kubectl"), script(files, files.tools().resolve("kubectl"), Map.of()));
        LabFiles.writeExecutable(
                files.bin().resolve("clusterctl"), script(files, files.tools().resolve("clusterctl"), variables));
        LabFiles.writePrivately(files.shell(), settings(files, variables));
    }

    static String settings(LabFiles files, Map<String, String> variables) {
        var text = new StringBuilder("# For a shell: . out/lab/env\n");
        text.append("export PATH='%s':\"$PATH\"%n".formatted(files.bin()));
        text.append("export KUBECONFIG='%s'%n".formatted(files.managementKubeconfig()));
        new TreeMap<>(variables).forEach((name, value) -> text.append("export %s='%s'%n".formatted(name, value)));
        return text.toString();
    }

    /** The same for the lab itself, which is inside already: as administrator of the management cluster. */
    static Command inside(LabFiles files, String program) {
        return Command.of(files.tools().resolve(program).toString())
                .with(environment(files))
                .with(Map.of("KUBECONFIG", files.managementKubeconfig().toString()));
    }

    /** Commands of a shell inside, with kubectl and clusterctl on its path. */
    static Command shell(LabFiles files, String commands) {
        return Command.of("sh", "-c", commands)
                .with(environment(files))
                .with(Map.of("KUBECONFIG", files.managementKubeconfig().toString()))
                .with(Map.of("PATH", files.tools() + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin")));
    }

    /** clusterctl must look neither for newer versions nor for providers on the network, and none touches the user's home. */
    private static Map<String, String> environment(LabFiles files) {
        return Map.of(
                "CLUSTERCTL_DISABLE_VERSIONCHECK",
                "true",
                "GOPROXY",
                "off",
                "HOME",
                files.home().toString(),
                "XDG_CONFIG_HOME",
                files.config().toString());
    }

    static String script(LabFiles files, Path program, Map<String, String> variables) {
        var text = new StringBuilder("#!/bin/sh\n");
        text.append(
                "# Runs %s inside the lab's namespaces, where its API servers are.%n".formatted(program.getFileName()));
        text.append("pid=$(cut -d' ' -f3 '%s' 2>/dev/null)%n".formatted(files.pid()));
        text.append("[ -n \"$pid\" ] && [ -d \"/proc/$pid\" ] || {\n");
        text.append("    echo 'The lab is not running: make lab starts it.' >&2\n    exit 1\n}\n");
        text.append("export KUBECONFIG=\"${KUBECONFIG:-%s}\"%n".formatted(files.managementKubeconfig()));
        new TreeMap<>(environment(files))
                .forEach((name, value) -> text.append("export %s='%s'%n".formatted(name, value)));
        new TreeMap<>(variables)
                .forEach((name, value) -> text.append("export %s=\"${%s:-%s}\"%n".formatted(name, name, value)));
        text.append(
                "exec nsenter --target=\"$pid\" --user --net --mount --pid --preserve-credentials --wdns=\"$PWD\" '%s' \"$@\"%n"
                        .formatted(program));
        return text.toString();
    }
}
