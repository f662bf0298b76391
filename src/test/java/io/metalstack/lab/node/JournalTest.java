package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kubeadm join 10.0.0.1:6443 --token abcdef.0123456789abcdef \\ | kubeadm join 10.0.0.1:6443 --token <token> \\",
                "--discovery-token-ca-cert-hash sha256:e2ad407e867aef1f4f3d5c4f7be711d7006fdaac860f0c8422a2f4ff73cc32a0"
                        + " | --discovery-token-ca-cert-hash sha256:e2ad407e867aef1f4f3d5c4f7be711d7006fdaac860f0c8422a2f4ff73cc32a0",
                "--certificate-key e2ad407e867aef1f4f3d5c4f7be711d7006fdaac860f0c8422a2f4ff73cc32a0 | --certificate-key <key>",
                "Using Kubernetes version: v1.36.3 | Using Kubernetes version: v1.36.3",
            })
    void takes_out_what_kubeadm_prints_for_people_to_copy(String line, String shown) {
        assertThat(Journal.withoutSecrets(line)).isEqualTo(shown);
    }

    @Test
    void says_a_thing_once_until_it_changes() {
        var out = new ByteArrayOutputStream();
        var journal = new Journal(new PrintStream(out, true, StandardCharsets.UTF_8));

        journal.sayOnce("API server", "refused");
        journal.sayOnce("API server", "refused");
        journal.sayOnce("lease", "refused");
        journal.sayOnce("API server", "Unauthorized");
        journal.sayOnce("API server", "refused");

        assertThat(out.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring(13)))
                .containsExactly(
                        "API server: refused", "lease: refused", "API server: Unauthorized", "API server: refused");
    }

    @Test
    void shows_no_colours() {
        var out = new ByteArrayOutputStream();

        new Journal(new PrintStream(out, true, StandardCharsets.UTF_8)).say("\u001B[0;37mOS\u001B[0m: Linux");

        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith(" OS: Linux\n");
    }

    @Test
    void keeps_its_file_from_others(@TempDir Path directory) throws IOException {
        var file = directory.resolve("kubelet.log");

        Journal.in(file).say("one");
        Journal.in(file).say("two");

        assertThat(Files.readAllLines(file)).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
