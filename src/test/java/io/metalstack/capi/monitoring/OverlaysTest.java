package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.lab.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kustomize makes of the folders below {@code deploy}, and whether an API server takes it. */
class OverlaysTest {

    private static final Set<String> THIRD_PARTIES = Set.of("monitoring.coreos.com/v1", "cert-manager.io/v1");

    @TempDir
    Path folder;

    private KubernetesClient admin;

    @BeforeEach
    void open() {
        admin = TestApiServer.adminClient();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics-certificate", "network-policy", "two-replicas"})
    void the_api_server_takes_the_installation_with_the_component(String component) throws IOException {
        var made = withComponents(component);

        assertThat(made).hasSizeGreaterThan(25).allSatisfy(this::isTaken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus", "grafana", "kube-state-metrics"})
    void the_api_server_takes_what_is_for_monitoring(String part) throws IOException {
        var made = kustomize(Path.of("deploy/monitoring", part).toAbsolutePath());

        assertThat(made).isNotEmpty().allSatisfy(this::isTaken);
    }

    private void isTaken(HasMetadata object) {
        if (THIRD_PARTIES.contains(object.getApiVersion())) {
            return;
        }
        assertThat(admin.resource(object)
                        .dryRun()
                        .forceConflicts()
                        .fieldManager("overlays")
                        .serverSideApply())
                .as(object.getKind() + " " + object.getMetadata().getName())
                .isNotNull();
    }

    @Test
    void two_managers_run_on_different_nodes_and_one_at_a_time_is_taken_away() throws IOException {
        var made = withComponents("two-replicas", "network-policy");
        var deployment = only(Deployment.class, made).getSpec();
        var pods = deployment.getTemplate().getMetadata().getLabels();

        assertThat(deployment.getReplicas()).isEqualTo(2);
        assertThat(deployment.getStrategy().getType()).isEqualTo("RollingUpdate");
        assertThat(deployment
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isOne();
        assertThat(deployment.getTemplate().getSpec().getContainers().getFirst().getArgs())
                .contains("--leader-elect=true");
        assertThat(deployment.getTemplate().getSpec().getTopologySpreadConstraints())
                .singleElement()
                .satisfies(it -> assertThat(pods)
                        .containsAllEntriesOf(it.getLabelSelector().getMatchLabels()));
        var budget = only(PodDisruptionBudget.class, made).getSpec();
        assertThat(budget.getMaxUnavailable().getIntVal()).isOne();
        assertThat(pods).containsAllEntriesOf(budget.getSelector().getMatchLabels());
    }

    @Test
    void the_network_policy_is_for_the_manager_and_lets_its_ports_through() throws IOException {
        var made = withComponents("network-policy");
        var pod = only(Deployment.class, made).getSpec().getTemplate();
        var policy = only(NetworkPolicy.class, made).getSpec();

        assertThat(pod.getMetadata().getLabels())
                .containsAllEntriesOf(policy.getPodSelector().getMatchLabels());
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getIngress().stream()
                        .flatMap(it -> it.getPorts().stream())
                        .map(it -> it.getPort().getIntVal()))
                .containsExactlyInAnyOrderElementsOf(pod.getSpec().getContainers().getFirst().getPorts().stream()
                        .map(it -> it.getContainerPort())
                        .toList());
        assertThat(policy.getEgress().stream()
                        .flatMap(it -> it.getPorts().stream())
                        .map(it -> it.getPort().getIntVal()))
                .contains(53, 443, 6443);
    }

    @Test
    void the_network_policy_lets_another_port_through_by_the_patch_of_the_page() throws IOException {
        var patch = Deployed.blockOfThePage("kind: NetworkPolicy");

        var made = overlay(Path.of("target/install"), components("network-policy") + patch);

        assertThat(only(NetworkPolicy.class, made)
                        .getSpec()
                        .getEgress()
                        .getFirst()
                        .getPorts())
                .extracting(it -> it.getPort().getIntVal())
                .containsExactly(443, 6443, 8080);
    }

    @Test
    void the_certificate_is_mounted_where_the_manager_looks_and_checked_as_the_page_says() throws IOException {
        var certificate = Deployed.documents(Path.of("deploy/components/metrics-certificate/certificate.yaml"))
                .getLast()
                .path("spec");
        var pod = only(Deployment.class, withComponents("metrics-certificate"))
                .getSpec()
                .getTemplate()
                .getSpec();
        var checked =
                overlay(Path.of("deploy/monitoring/prometheus"), Deployed.blockOfThePage("kind: ServiceMonitor"))
                        .stream()
                        .filter(it -> it.getKind().equals("ServiceMonitor"))
                        .map(GenericKubernetesResource.class::cast)
                        .map(it -> it.<Map<String, Object>>get("spec", "endpoints", 0, "tlsConfig"))
                        .toList();
        var secret = certificate.path("secretName").asText();

        var mount = pod.getContainers().getFirst().getVolumeMounts().stream()
                .filter(it -> it.getName().equals("metrics-certificate"))
                .findFirst()
                .orElseThrow();
        assertThat(pod.getContainers().getFirst().getEnv())
                .contains(new EnvVar("CAPMS_METRICS_CERT_DIR", mount.getMountPath(), null));
        assertThat(pod.getVolumes())
                .filteredOn(it -> it.getName().equals(mount.getName()))
                .extracting(it -> it.getSecret().getSecretName())
                .containsExactly(secret);
        assertThat(checked)
                .containsExactly(Map.of(
                        "serverName", certificate.path("dnsNames").path(0).asText(),
                        "ca", Map.of("secret", Map.of("name", secret, "key", "ca.crt"))));
    }

    private List<HasMetadata> withComponents(String... names) throws IOException {
        return overlay(Path.of("target/install"), components(names));
    }

    private String components(String... names) {
        return Stream.of(names)
                .map(it -> "  - " + fromHere(Path.of("deploy/components", it)) + "\n")
                .collect(Collectors.joining("", "components:\n", ""));
    }

    /** Over what is in the folder, with these lines in addition. */
    private List<HasMetadata> overlay(Path base, String lines) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: [" + fromHere(base) + "]\n" + lines);
        return kustomize(folder);
    }

    private Path fromHere(Path path) {
        return folder.toAbsolutePath().relativize(path.toAbsolutePath());
    }

    private List<HasMetadata> kustomize(Path folder) throws IOException {
        var kubectl = TestApiServer.tools().resolve("kubectl").toString();
        var made = Command.of(kubectl, "kustomize", folder.toString()).run();
        return admin.load(new ByteArrayInputStream(made.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    private static <T extends HasMetadata> T only(Class<T> kind, List<HasMetadata> objects) {
        return objects.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }
}
