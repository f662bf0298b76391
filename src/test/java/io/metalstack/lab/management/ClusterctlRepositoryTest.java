package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterctlRepositoryTest {
    @TempDir
    Path folder;

    @Test
    void configuration_names_each_provider_with_its_local_url() throws IOException {
        var config = config(List.of(Component.CORE, Component.METALSTACK), Map.of());

        assertThat(config.path("providers"))
                .extracting(
                        it -> it.path("name").asText(),
                        it -> it.path("type").asText(),
                        it -> it.path("url").asText())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "cluster-api", "CoreProvider", "file:///r/cluster-api/latest/core-components.yaml"),
                        org.assertj.core.groups.Tuple.tuple(
                                "metalstack",
                                "InfrastructureProvider",
                                "file:///r/infrastructure-metalstack/latest/infrastructure-components.yaml"));
    }

    @Test
    void configuration_leaves_cert_manager_to_others() throws IOException {
        assertThat(config(List.of(), Map.of())
                        .at("/cert-manager/externallyProvisioned")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void what_stands_for_cert_manager_is_where_the_configuration_says() throws IOException {
        ClusterctlRepository.writeCertManager(folder);

        var url = new YAMLMapper()
                .readTree(ClusterctlRepository.config(folder, List.of(), Map.of()))
                .at("/cert-manager/url")
                .asText();
        assertThat(Path.of(URI.create(url))).content().contains("issuers.cert-manager.io");
    }

    @Test
    void variables_stay_strings_whatever_they_look_like() throws IOException {
        var config = config(List.of(), Map.of("A", "true", "B", "it's", "C", "1.36"));

        assertThat(List.of("A", "B", "C"))
                .allSatisfy(it -> assertThat(config.path(it).isTextual()).isTrue());
        assertThat(config.path("B").asText()).isEqualTo("it's");
    }

    @Test
    void provider_is_copied_under_its_version() throws IOException {
        var bundle = Files.createDirectories(folder.resolve("built"));
        Files.writeString(bundle.resolve("infrastructure-components.yaml"), "kind: List");
        Files.writeString(bundle.resolve("metadata.yaml"), "kind: Metadata");

        ClusterctlRepository.writeProvider(folder.resolve("repository"), new Bundle(bundle, "v0.1.0"));

        var copy = folder.resolve("repository/infrastructure-metalstack/v0.1.0");
        assertThat(copy.resolve("infrastructure-components.yaml")).hasContent("kind: List");
        assertThat(copy.resolve("metadata.yaml")).hasContent("kind: Metadata");
    }

    private static JsonNode config(List<Component> components, Map<String, String> variables) throws IOException {
        return new YAMLMapper().readTree(ClusterctlRepository.config(Path.of("/r"), components, variables));
    }
}
