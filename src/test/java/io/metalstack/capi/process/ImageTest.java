package io.metalstack.capi.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the images; that they run is what {@code ManagerStartTest} and {@code ManagerLifeTest} show. */
class ImageTest {

    private static final long MEGABYTE = 1_000_000;
    private static final Pattern KEY = Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+([A-Za-z0-9+/=]{64})");

    /** Known to all: io.netty.handler.ssl.OpenSsl tries with it what OpenSSL can do. */
    private static final String NETTYS = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCCBtayYNDrM3NF";

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void says_what_it_is_and_where_it_comes_from(String program) {
        var labels = image(program).unpacked().config().at("/config/Labels");

        assertThat(labels.path("org.opencontainers.image.title").asText()).isEqualTo("cluster-api-provider-metalstack");
        assertThat(labels.path("org.opencontainers.image.source").asText())
                .isEqualTo("https://github.com/metal-stack/cluster-api-provider-metalstack");
        assertThat(labels.path("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
        assertThat(labels.path("org.opencontainers.image.version").asText()).matches("\\d+\\.\\d+\\.\\d+(-.+)?");
        assertThat(labels.path("org.opencontainers.image.revision").asText()).matches("[0-9a-f]{40}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void runs_as_nobody_in_particular_without_a_shell(String program) {
        var image = image(program);

        assertThat(image.unpacked().config().at("/config/User").asText()).isEqualTo("65532:65532");
        assertThat(image.unpacked().entrypoint().getFirst()).startsWith("/");
        assertThat(image.unpacked()
                        .root()
                        .resolve(image.unpacked().entrypoint().getFirst().substring(1)))
                .isExecutable();
        assertThat(image.entries())
                .filteredOn(it -> !it.isDirectory())
                .extracting(it -> Path.of(it.getName()).getFileName().toString())
                .doesNotContain("sh", "bash", "dash", "ash", "busybox", "env", "apt", "dpkg", "apk", "rpm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void any_user_may_read_all_of_it_and_nobody_may_change_it_or_become_another(String program) {
        assertThat(image(program).entries())
                .filteredOn(it -> !it.isSymbolicLink())
                .allSatisfy(it -> assertThat(it.getMode() & 07777)
                        .as(it.getName())
                        .isIn(it.isDirectory() ? List.of(0755) : List.of(0644, 0755)));
    }

    @ParameterizedTest
    @CsvSource({"jvm, 300", "native, 120"})
    void stays_within_its_budget(String program, long megabytes) {
        assertThat(image(program).entries().stream()
                        .mapToLong(TarArchiveEntry::getSize)
                        .sum())
                .isBetween(20 * MEGABYTE, megabytes * MEGABYTE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void holds_no_secret_and_nothing_of_a_home(String program) throws IOException {
        var image = image(program);

        assertThat(image.unpacked().config().at("/config/Env"))
                .extracting(it -> it.asText())
                .containsExactly("SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt");
        assertThat(image.entries())
                .extracting(TarArchiveEntry::getName)
                .noneMatch(it -> it.matches(
                        "/?(root|home|work|build)/.*|.*/(\\.[a-z].*|settings\\.xml|kubeconfig|id_[a-z0-9]+)"));
        for (var entry : image.entries()) {
            if (entry.isFile()) {
                var content =
                        Files.readString(image.unpacked().root().resolve(entry.getName()), StandardCharsets.ISO_8859_1);
                assertThat(KEY.matcher(content).results().map(it -> it.group(1)))
                        .as("keys in " + entry.getName())
                        .isSubsetOf(NETTYS);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void names_the_package_that_its_libraries_are_from(String program) throws IOException {
        var packages = image(program).unpacked().root().resolve("var/lib/dpkg/status.d");
        assumeTrue(Files.exists(Path.of("/usr/bin/dpkg-query")), "only Debian and its like can tell");

        try (var known = Files.list(packages)) {
            assertThat(known).extracting(it -> it.getFileName().toString()).contains("libc6", "ca-certificates");
        }
        assertThat(packages.resolve("libc6")).content().contains("Version: ");
    }

    private static BuiltImage image(String program) {
        assumeTrue(BuiltImage.lack(program).isEmpty(), BuiltImage.lack(program));
        return BuiltImage.of(program);
    }
}
