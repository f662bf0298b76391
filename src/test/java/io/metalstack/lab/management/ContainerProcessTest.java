package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.metalstack.lab.LabException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerProcessTest {
    private static final ContainerProcess.Sources SOURCES = new ContainerProcess.Sources(
            Map.of("credentials", Map.of("api-url", "http://203.0.113.1:8080", "api-hmac", "secret"))::get,
            Map.of("settings", Map.of("LOG_LEVEL", "debug"))::get);

    @Test
    void takes_arguments_as_the_manifest_has_them() {
        var process = of("args: [--leader-elect=true, --v=2]");

        assertThat(process.arguments()).containsExactly("--leader-elect=true", "--v=2");
    }

    @Test
    void puts_the_labs_flags_behind_the_manifests_because_the_last_one_wins() {
        var process = of("args: [--leader-elect]");

        assertThat(process.argumentsAnd(java.util.List.of("--leader-elect=false")))
                .containsExactly("--leader-elect", "--leader-elect=false");
    }

    @Test
    void fills_the_environment_from_secrets_fields_and_config_maps() {
        var process = of("""
                env:
                - {name: PLAIN, value: x}
                - {name: METAL_API_URL, valueFrom: {secretKeyRef: {name: credentials, key: api-url}}}
                - {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
                - {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                envFrom:
                - configMapRef: {name: settings}
                """);

        assertThat(process.environment())
                .containsOnly(
                        Map.entry("PLAIN", "x"),
                        Map.entry("METAL_API_URL", "http://203.0.113.1:8080"),
                        Map.entry("POD_NAMESPACE", "capms-system"),
                        Map.entry("POD_IP", "203.0.113.5"),
                        Map.entry("LOG_LEVEL", "debug"));
    }

    @Test
    void expands_references_to_variables_and_leaves_unknown_and_escaped_ones() {
        var process = of("""
                env:
                - {name: PORT, value: "8080"}
                - {name: ADDRESS, value: ":$(PORT)"}
                args: ["--listen=$(ADDRESS)", "$(UNKNOWN)", "$$(PORT)"]
                """);

        assertThat(process.arguments()).containsExactly("--listen=:8080", "$(UNKNOWN)", "$(PORT)");
    }

    @Test
    void moves_paths_of_volumes_to_where_the_volume_is() {
        var process = ContainerProcess.of(
                pod("""
                    env: [{name: CREDENTIALS, value: /etc/metal}]
                    args: ["--dir=/etc/metal/hmac", "--other=/etc/metal-lb"]
                    """),
                pod("args: [\"--dir=/etc/metal/hmac\", \"--other=/etc/metal-lb\"]\nenv: [{name: CREDENTIALS, value: /etc/metal}]")
                        .getSpec()
                        .getContainers()
                        .getFirst(),
                "203.0.113.5",
                SOURCES,
                Map.of("/etc/metal", "/lab/pods/1/metal"));

        assertThat(process.arguments()).containsExactly("--dir=/lab/pods/1/metal/hmac", "--other=/etc/metal-lb");
        assertThat(process.environment()).containsEntry("CREDENTIALS", "/lab/pods/1/metal");
    }

    @Test
    void names_the_secret_that_is_missing() {
        assertThatThrownBy(() -> of("env: [{name: A, valueFrom: {secretKeyRef: {name: nope, key: a}}}]"))
                .isInstanceOf(LabException.class)
                .hasMessage("there is no Secret nope");
    }

    @Test
    void names_the_key_that_is_missing_but_not_what_the_secret_holds() {
        assertThatThrownBy(() -> of("env: [{name: A, valueFrom: {secretKeyRef: {name: credentials, key: a}}}]"))
                .hasMessage("the Secret credentials has no key a");
    }

    @Test
    void leaves_out_what_is_optional_and_missing() {
        var process = of("env: [{name: A, valueFrom: {secretKeyRef: {name: nope, key: a, optional: true}}}]");

        assertThat(process.environment()).isEmpty();
    }

    @Test
    void asks_the_readiness_probe_at_the_named_port_of_the_pods_own_address() {
        var process = of("""
                ports: [{name: metrics, containerPort: 8443}, {name: healthz, containerPort: 9440}]
                readinessProbe: {httpGet: {path: /readyz, port: healthz}}
                """);

        assertThat(process.readiness()).contains("http://203.0.113.5:9440/readyz");
    }

    @Test
    void asks_the_readiness_probe_with_the_manifests_scheme_and_number() {
        var process = of("readinessProbe: {httpGet: {path: /q/health/ready, port: 8443, scheme: HTTPS}}");

        assertThat(process.readiness()).contains("https://203.0.113.5:8443/q/health/ready");
    }

    @Test
    void has_no_readiness_url_without_a_probe() {
        assertThat(of("args: []").readiness()).isEmpty();
    }

    private static ContainerProcess of(String container) {
        var pod = pod(container);
        return ContainerProcess.of(pod, pod.getSpec().getContainers().getFirst(), "203.0.113.5", SOURCES, Map.of());
    }

    private static Pod pod(String container) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: manager-1, namespace: capms-system, uid: "1"}
                spec:
                  serviceAccountName: manager
                  containers:
                  - name: manager
                """ + container.strip().indent(4), Pod.class);
    }
}
