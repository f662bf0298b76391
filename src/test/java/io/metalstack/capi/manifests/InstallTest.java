package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metalstack.capi.house.TestApiServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed without clusterctl: the plain manifest, and the kustomize base around it. */
class InstallTest {

    private static final Path BASE = Path.of("target/install");
    private static final Path PLAIN = BASE.resolve("capms.yaml");
    private static final Path BUNDLE = Path.of("target/bundle/infrastructure-components.yaml");

    @TempDir
    Path folder;

    @Test
    void the_plain_manifest_is_the_bundle_without_the_secret() throws IOException {
        var bundle = objects(Files.readString(BUNDLE));
        bundle.values().removeIf(Secret.class::isInstance);

        assertThat(objects(Files.readString(PLAIN))).hasSizeGreaterThan(25).isEqualTo(bundle);
    }

    @Test
    void the_plain_manifest_has_no_variable_and_starts_with_its_namespace() throws IOException {
        assertThat(Files.readString(PLAIN)).doesNotContain("${");
        assertThat(objects(Files.readString(PLAIN)).values().stream().findFirst())
                .containsInstanceOf(Namespace.class);
    }

    @Test
    void the_kustomize_base_makes_the_objects_of_the_bundle() throws Exception {
        var bundle = objects(Files.readString(BUNDLE));
        bundle.values().removeIf(Secret.class::isInstance);

        assertThat(objects(kustomize(BASE))).isEqualTo(bundle);
    }

    /** As docs/install.md shows it: with its hash in the name, a new key restarts the manager. */
    @Test
    void an_overlay_adds_the_secret_and_the_manager_reads_that() throws Exception {
        Files.copy(PLAIN, folder.resolve("capms.yaml"));
        Files.writeString(folder.resolve("metal-api.env"), "api-url=u\napi-hmac=k\napi-hmac-auth-type=Metal-Edit\n");
        Files.writeString(folder.resolve("kustomization.yaml"), """
                resources: [capms.yaml]
                secretGenerator:
                  - name: capms-controller-manager-config
                    namespace: capms-system
                    envs: [metal-api.env]
                """);

        var made = objects(kustomize(folder)).values();

        var secret = made.stream().filter(Secret.class::isInstance).findFirst().orElseThrow();
        var manager = made.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(secret.getMetadata().getName()).startsWith("capms-controller-manager-config-");
        assertThat(manager.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getEnv())
                .filteredOn(it -> it.getName().startsWith("METAL_API_"))
                .hasSize(3)
                .allSatisfy(it -> assertThat(it.getValueFrom().getSecretKeyRef().getName())
                        .isEqualTo(secret.getMetadata().getName()));
    }

    /** clusterctl finds the objects to move by this label of their CRD, and puts it there when it installs. */
    @Test
    void clusterctl_can_move_the_objects_of_a_provider_that_it_did_not_install() throws IOException {
        assertThat(objects(Files.readString(PLAIN)).values())
                .filteredOn(CustomResourceDefinition.class::isInstance)
                .hasSizeGreaterThanOrEqualTo(7)
                .allSatisfy(it -> assertThat(it.getMetadata().getLabels())
                        .containsEntry("clusterctl.cluster.x-k8s.io", "")
                        .containsEntry("cluster.x-k8s.io/provider", "infrastructure-metalstack"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, HasMetadata> objects(String yaml) {
        return ((List<HasMetadata>) new KubernetesSerialization().<Object>unmarshal(yaml))
                .stream()
                        .collect(Collectors.toMap(
                                it -> it.getKind() + " " + it.getMetadata().getName(),
                                Function.identity(),
                                (one, other) -> {
                                    throw new IllegalStateException("twice: " + one);
                                },
                                LinkedHashMap::new));
    }

    /** kubectl brings kustomize along, and is among the tools of the tests. */
    private static String kustomize(Path folder) throws IOException, InterruptedException {
        var kubectl = TestApiServer.tools().resolve("kubectl").toString();
        var process = new ProcessBuilder(kubectl, "kustomize", folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return out;
    }
}
