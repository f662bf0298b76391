package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineCommandTest {

    @TempDir
    Path directory;

    @Test
    void starts_the_node_in_namespaces_that_die_with_it() throws IOException {
        describe("\"1.36.3\"");

        var line = MachineCommand.of(directory);

        assertThat(line.subList(0, 11))
                .containsExactly(
                        "unshare",
                        "-mpu",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "--",
                        "sh",
                        directory.resolve("init").toString(),
                        directory.toString(),
                        "/tools",
                        "worker-1");
        assertThat(line).endsWith(Node.class.getName(), directory.toString());
        assertThat(directory.resolve("init")).content().startsWith("#!/bin/sh\n");
    }

    @Test
    void needs_few_jars() throws IOException {
        describe("\"1.36.3\"");

        var line = MachineCommand.of(directory);
        var classPath = line.get(line.indexOf("-cp") + 1).split(":");

        assertThat(Arrays.stream(classPath)
                        .map(entry -> Path.of(entry).getFileName().toString()))
                .hasSize(8)
                .doesNotHaveDuplicates();
    }

    @Test
    void says_which_field_of_the_description_is_missing() throws IOException {
        describe("null");

        assertThatThrownBy(() -> MachineCommand.of(directory))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("machine.json lacks the field 'kubernetesVersion'");
    }

    private void describe(String version) throws IOException {
        Files.writeString(directory.resolve("machine.json"), """
                {"id": "47-11", "hostname": "worker-1", "image": "capms-1.36.3", "kubernetesVersion": %s,
                 "tools": "/tools", "address": "10.0.0.7"}
                """.formatted(version));
    }
}
