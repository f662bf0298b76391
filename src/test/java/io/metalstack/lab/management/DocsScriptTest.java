package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/docs} says when it cannot do its work. That it can is seen by {@code make docs}. */
class DocsScriptTest {
    @TempDir
    Path bin;

    @BeforeEach
    void linkPrograms() {
        LinkedPrograms.in(bin, "sh dirname printf sort head mkdir grep tail rm".split(" "));
    }

    @Test
    void says_that_there_is_no_go() {
        assertThat(run().errors())
                .isEqualTo(
                        "make docs needs Go, which compiles Hugo: install Go 1.26 or newer (https://go.dev/dl) and put it"
                                + " on PATH.\n");
    }

    @Test
    void says_that_go_is_too_old() {
        LinkedPrograms.writeGo(bin, "go1.25.3", "exit 0");

        assertThat(run().errors()).startsWith("Go is too old to compile Hugo: 1.25.3 found, 1.26 or newer needed.");
    }

    @Test
    void says_what_to_do_when_hugo_cannot_be_downloaded() {
        LinkedPrograms.writeGo(bin, "go1.26.8", "echo 'dial tcp: lookup proxy.example: no such host' >&2; exit 1");

        assertThat(run().errors())
                .contains("no such host")
                .endsWith(
                        "Hugo cannot be compiled. If it cannot be downloaded, set GOPROXY to a module proxy that can be"
                                + " reached.\n");
    }

    private Command.Result run() {
        var result = Command.of("sh", "scripts/docs")
                .with(Map.of("PATH", bin.toString()))
                .result();
        assertThat(result.code()).isEqualTo(1);
        return result;
    }
}
