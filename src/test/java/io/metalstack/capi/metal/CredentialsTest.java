package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

    private static final String SECRET = "s3cr3t-key";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "https://api.example.org/metal, https://api.example.org/metal",
        "https://api.example.org/metal/, https://api.example.org/metal",
        "http://127.0.0.1:8080/, http://127.0.0.1:8080",
        "' https://api.example.org\n', https://api.example.org",
    })
    void takes_an_address_with_or_without_a_slash_at_the_end(String written, String url) {
        assertThat(Credentials.of(written, SECRET, "", Optional.empty()).url()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.example.org",
                "ftp://api.example.org",
                "https://",
                "https://user:s3cr3t-key@api.example.org",
                "https://api.example.org?key=s3cr3t-key",
                "https://api.example.org/ a",
            })
    void refuses_what_is_no_address_without_repeating_it(String written) {
        assertThatThrownBy(() -> Credentials.of(written, SECRET, "", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("METAL_API_URL")
                .hasMessageContaining("https://host[:port][/path]")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void says_which_setting_is_missing() {
        assertThatThrownBy(() -> Credentials.of(" ", SECRET, "", Optional.empty()))
                .hasMessageStartingWith("METAL_API_URL (api-url) is empty");
        assertThatThrownBy(() -> Credentials.of("https://api.example.org", "\n", "", Optional.empty()))
                .hasMessageStartingWith("METAL_API_HMAC (api-hmac) is empty");
    }

    @ParameterizedTest
    @CsvSource({"'', EDIT, 30", "Metal-View, VIEW, 30", "'Metal-Edit\n', EDIT, 30", "Metal-Admin, ADMIN, 90"})
    void knows_the_types_of_key(String written, Credentials.Role role, long lifetime) {
        var credentials = Credentials.of("https://api.example.org", SECRET, written, Optional.empty());

        assertThat(credentials.role()).isEqualTo(role);
        assertThat(credentials.role().signatureLifetime()).isEqualTo(Duration.ofSeconds(lifetime));
    }

    @Test
    void names_the_valid_types_when_given_another() {
        assertThatThrownBy(() -> Credentials.of("https://api.example.org", "Metal-Edit", SECRET, Optional.empty()))
                .hasMessage("METAL_API_HMAC_AUTH_TYPE (api-hmac-auth-type) must be one of"
                        + " Metal-View, Metal-Edit, Metal-Admin, and is something else");
    }

    @Test
    void refuses_a_bundle_without_a_certificate() {
        assertThatThrownBy(() -> Credentials.of("https://api.example.org", SECRET, "", Optional.of("no PEM")))
                .hasMessageContaining("holds no PEM certificate");
    }

    @Test
    void does_not_show_the_key() {
        assertThat(Credentials.of("https://api.example.org", SECRET, "", Optional.empty()))
                .asString()
                .isEqualTo("Credentials[https://api.example.org, Metal-Edit]");
    }

    @Test
    void reads_a_directory_anew_each_time() throws IOException {
        mount(directory, "https://old.example.org", "old-key");
        var source = CredentialsSource.ofDirectory(directory);
        assertThat(source.get().hmac()).isEqualTo("old-key");

        mount(directory, "https://new.example.org", SECRET);

        assertThat(source.get()).isEqualTo(Credentials.of("https://new.example.org", SECRET, "", Optional.empty()));
    }

    @Test
    void reads_the_files_of_one_mounted_secret_only() throws IOException {
        var version = Files.createDirectory(directory.resolve("..2026_01_02"));
        mount(version, "https://api.example.org", SECRET);
        Files.createSymbolicLink(directory.resolve("..data"), version.getFileName());
        // What a reader would see that does not follow ..data first, in the moment of a swap.
        mount(directory, "https://stale.example.org", "stale-key");

        assertThat(CredentialsSource.ofDirectory(directory).get().hmac()).isEqualTo(SECRET);
    }

    @Test
    void names_the_file_that_cannot_be_read() {
        assertThatThrownBy(() -> CredentialsSource.ofDirectory(directory).get())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(directory.resolve("api-url").toString())
                .hasMessageContaining("NoSuchFile");
    }

    private static void mount(Path directory, String url, String key) throws IOException {
        Files.writeString(directory.resolve("api-url"), url + "\n");
        Files.writeString(directory.resolve("api-hmac"), key + "\n");
    }
}
