package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.node.UserData.Instructions;
import io.metalstack.lab.node.UserData.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserDataTest {

    private static final MachineSpec MACHINE =
            new MachineSpec("4711-uuid", "worker-1", "capms-1.36.3", "1.36.3", Path.of("/tools"), "10.0.0.7");

    /** The shape in which CABPK v1.14 writes a worker's data. */
    private static final String JOIN = """
            ## template: jinja
            #cloud-config

            write_files:
            -   path: /run/kubeadm/kubeadm-join-config.yaml
                owner: root:root
                permissions: '0640'
                content: |
                  ---
                  kind: JoinConfiguration
                  nodeRegistration:
                    name: '{{ ds.meta_data.local_hostname }}'
            -   path: /run/cluster-api/placeholder
                owner: root:root
                permissions: '0640'
                content: "This placeholder file is used to create the /run/cluster-api sub directory."
            runcmd:
              - "echo before"
              - kubeadm join --config /run/kubeadm/kubeadm-join-config.yaml  && echo success > /run/cluster-api/bootstrap-success.complete
            """;

    @Test
    void reads_what_the_kubeadm_bootstrap_provider_writes() {
        var read = instructions(JOIN);

        assertThat(read.files())
                .extracting(FileToWrite::path)
                .containsExactly("/run/kubeadm/kubeadm-join-config.yaml", "/run/cluster-api/placeholder");
        assertThat(read.files().getFirst().mode()).isEqualTo(0640);
        assertThat(content(read, 0)).contains("name: 'worker-1'");
        assertThat(read.commands())
                .containsExactly(
                        "echo before",
                        "kubeadm join --config /run/kubeadm/kubeadm-join-config.yaml  "
                                + "&& echo success > /run/cluster-api/bootstrap-success.complete");
        assertThat(read.notes()).isEmpty();
    }

    @Test
    void decodes_base64_first_as_metal_hammer_does() {
        var encoded = Base64.getMimeEncoder().encodeToString(JOIN.getBytes(StandardCharsets.UTF_8));

        assertThat(instructions(encoded).files()).hasSize(2);
    }

    @Test
    void takes_empty_data_as_none() {
        assertThat(read("")).isEqualTo(new UserData.None());
        assertThat(read("#cloud-config\n")).isEqualTo(new UserData.None());
    }

    @Test
    void takes_what_is_json_as_ignition() {
        assertThat(instructions("\n{\"ignition\": {\"version\": \"2.3.0\"}}").files())
                .isEmpty();
        assertThat(refusal("{\"ignition\": {}}")).contains("Ignition config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"#!/bin/sh\necho hello", "hello", "a\nb\nc\n#cloud-config"})
    void refuses_what_the_image_would_not_hand_to_cloud_init(String text) {
        assertThat(refusal(text)).contains("no #cloud-config in its first 3 lines");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "- a                                                         | it is not a mapping",
                "write_files: {a: b}                                         | write_files is not a list",
                "write_files: [{content: x}]                                 | write_files[0]: there is no path",
                "write_files: [{path: /a}, {path: b/c}]                      | write_files[1]: the path is not absolute",
                "write_files: [{path: /a, permissions: '0999'}]              | write_files[0]: the permissions are not octal",
                "write_files: [{path: /a, permissions: 'rw-r--r--'}]         | write_files[0]: the permissions are not octal",
                "write_files: [{path: /a, encoding: rot13, content: hidden}] | write_files[0]: the encoding is none of",
                "write_files: [{path: /a, encoding: b64, content: '%hidden'}]| write_files[0]: the content is not what its encoding says",
                "write_files: [{path: /a, encoding: gzip, content: hidden}]  | write_files[0]: the content is not what its encoding says",
                "runcmd: hidden                                              | runcmd is not a list",
                "runcmd: [hidden, {a: hidden}]                               | runcmd[1] is neither text nor a list",
                "runcmd: [[]]                                                | runcmd[0] is neither text nor a list",
                "runcmd: ['hidden                                            | line 3: found unexpected end of stream",
                "a: b: hidden                                                | line 2: mapping values are not allowed here",
            })
    void names_the_mistake_and_repeats_no_content(String yaml, String mistake) {
        assertThat(refusal("#cloud-config\n" + yaml + "\n"))
                .startsWith("The cloud-config cannot be used: ")
                .contains(mistake)
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({"'0644', 420", "0644, 420", "'644', 420", "'4755', 2541", "'', 420"})
    void reads_permissions_as_cloud_init_does(String permissions, int mode) {
        var read = instructions("#cloud-config\nwrite_files: [{path: /a, permissions: " + quoted(permissions) + "}]\n");

        assertThat(read.files().getFirst().mode()).isEqualTo(mode);
    }

    @Test
    void takes_an_unquoted_octal_number_as_octal() {
        var read = instructions("#cloud-config\nwrite_files: [{path: /a, permissions: 0600}]\n");

        assertThat(read.files().getFirst().mode()).isEqualTo(0600);
    }

    @Test
    void decodes_each_encoding() throws IOException {
        var zipped = Base64.getEncoder().encodeToString(gzip("text"));
        var read = instructions("""
                #cloud-config
                write_files:
                - {path: /plain, content: text}
                - {path: /base64, encoding: base64, content: dGV4dA==}
                - {path: /zipped, encoding: gzip+base64, content: %1$s}
                - {path: /binary, encoding: gzip, content: !!binary %1$s}
                - {path: /appended, content: text, append: true, owner: "etcd:etcd"}
                """.formatted(zipped));

        assertThat(read.files())
                .allSatisfy(file -> assertThat(file.content()).asString().isEqualTo("text"));
        assertThat(read.files()).extracting(FileToWrite::append).containsExactly(false, false, false, false, true);
        assertThat(read.files().getLast().owner()).isEqualTo("etcd:etcd");
    }

    @Test
    void writes_deferred_files_last() {
        var read = instructions("#cloud-config\nwrite_files: [{path: /late, defer: true}, {path: /early}]\n");

        assertThat(read.files()).extracting(FileToWrite::path).containsExactly("/early", "/late");
    }

    @Test
    void keeps_the_shell_away_from_the_words_of_a_list() {
        var read = instructions("#cloud-config\nruncmd: [echo $HOME, [echo, $HOME, \"it's\"]]\nbootcmd: [true]\n"
                .replace("[true]", "[\"true\"]"));

        assertThat(read.commands()).containsExactly("echo $HOME", "'echo' '$HOME' 'it'\\''s'");
        assertThat(read.firstCommands()).containsExactly("true");
    }

    @Test
    void notes_what_the_lab_does_not_do() {
        var read = instructions("#cloud-config\nntp: {enabled: true}\nusers: [{name: hidden}]\nruncmd: []\n");

        assertThat(read.notes())
                .containsExactly(
                        "The lab's machines do nothing about 'ntp' in a cloud-config.",
                        "The lab's machines do nothing about 'users' in a cloud-config.");
    }

    @ParameterizedTest
    @CsvSource({
        "{{ ds.meta_data.hostname }}, worker-1",
        "{{ds.meta_data['local_hostname']}}, worker-1",
        "{{ v1.instance_id }}, 4711-uuid",
        "{{ ds.meta_data.local_ipv4 }}, 10.0.0.7",
        "{{ .Values.image }}, {{ .Values.image }}",
    })
    void fills_in_instance_data(String template, String text) {
        var read = instructions("## template: jinja\n#cloud-config\nruncmd: [\"" + template + "\"]\n");

        assertThat(read.commands()).containsExactly(text);
        assertThat(read.notes()).hasSize(text.equals(template) ? 1 : 0);
    }

    @Test
    void fills_in_nothing_without_the_template_line() {
        var read = instructions("#cloud-config\nruncmd: [\"{{ v1.instance_id }}\"]\n");

        assertThat(read.commands()).containsExactly("{{ v1.instance_id }}");
    }

    private static UserData read(String text) {
        return UserData.of(text.getBytes(StandardCharsets.UTF_8), InstanceData.of(MACHINE));
    }

    private static Instructions instructions(String text) {
        assertThat(read(text)).isInstanceOf(Instructions.class);
        return (Instructions) read(text);
    }

    private static String refusal(String text) {
        assertThat(read(text)).isInstanceOf(Refused.class);
        return ((Refused) read(text)).reason();
    }

    private static String content(Instructions read, int file) {
        return new String(List.copyOf(read.files()).get(file).content(), StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
