package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/lab-tools} says when it cannot do its work, with a Go that behaves badly. */
class LabToolsScriptTest {
    @TempDir
    Path folder;

    @BeforeEach
    void linkPrograms() {
        LinkedPrograms.in(
                folder.resolve("bin"),
                ("sh uname dirname sed head sort cat find xargs sha256sum cut mkdir touch flock rm date sleep kill tail"
                                + " grep ls printf")
                        .split(" "));
    }

    @Test
    void says_that_there_is_no_go() {
        assertThat(run("component").errors()).contains("no Go found. Install Go 1.26 or newer");
    }

    @Test
    void says_that_go_is_too_old() {
        writeGo("go1.22.1", "exit 0");

        assertThat(run("component").errors()).contains("Go is too old: 1.22.1 found, 1.26 or newer needed");
    }

    @Test
    void says_that_the_disk_is_full() {
        writeGo("go1.26.8", "echo 'write /tmp/x: no space left on device' >&2; exit 1");

        assertThat(run("component").errors().lines().filter(it -> !it.startsWith("tools: building")))
                .containsExactly(
                        "tools: the disk is full while building etcd. Free about 6 GB, or set XDG_CACHE_HOME and"
                                + " GOCACHE to a place with room.");
    }

    @Test
    void says_that_it_cannot_write_its_cache() throws IOException {
        writeGo("go1.26.8", "exit 0");
        Files.writeString(folder.resolve("cache"), "a file, where a folder should be");

        assertThat(run("component").errors().lines())
                .singleElement()
                .asString()
                .startsWith("tools: cannot write to ")
                .endsWith("make room there (about 6 GB) or set XDG_CACHE_HOME to another place");
    }

    @Test
    void says_that_modules_cannot_be_downloaded() {
        writeGo("go1.26.8", "echo 'dial tcp: lookup proxy.example: no such host' >&2; exit 1");

        assertThat(run("component").errors())
                .contains("cannot download Go modules for etcd")
                .contains("set GOPROXY");
    }

    @Test
    void names_the_stages_there_are() {
        assertThat(run("everything").errors()).contains("unknown stage 'everything': say component, lab or check");
    }

    private Command.Result run(String stage) {
        var bin = folder.resolve("bin").toString();
        var result = Command.of("sh", "scripts/lab-tools", stage)
                .with(Map.of(
                        "PATH", bin, "XDG_CACHE_HOME", folder.resolve("cache").toString(), "KUBEBUILDER_ASSETS", ""))
                .result();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        return result;
    }

    private void writeGo(String version, String instead) {
        LinkedPrograms.writeGo(folder.resolve("bin"), version, instead);
    }
}
