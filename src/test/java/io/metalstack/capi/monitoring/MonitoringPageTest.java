package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.BenchReader;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.lab.management.BenchBlock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/monitoring.md} has one type into the namespace of what watches. */
class MonitoringPageTest {

    private static final String NAMESPACE = "monitoring";
    private static final String ROLE = "capms-system-kube-state-metrics";

    private final BenchReader reader = new BenchReader("default", Instant.EPOCH);
    private KubernetesClient admin;

    @BeforeEach
    void open() {
        admin = TestApiServer.adminClient();
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
    }

    /** The namespace stays: without its controller it could not be removed. */
    @AfterEach
    void close() {
        admin.configMaps().inNamespace(NAMESPACE).delete();
        admin.rbac().clusterRoleBindings().withName(ROLE).delete();
        admin.rbac().clusterRoles().withName(ROLE).delete();
        admin.close();
    }

    @Test
    void kube_state_metrics_gets_its_file_and_the_rights_for_it() {
        var read = reader.types(BenchBlock.STATE_METRICS);

        assertThat(read)
                .contains("configmap/capms-kube-state-metrics created")
                .contains("clusterrolebinding.rbac.authorization.k8s.io/" + ROLE + " created");
        assertThat(configMap("capms-kube-state-metrics")).isNotNull();
        assertThat(admin.rbac().clusterRoles().withName(ROLE).get()).isNotNull();
    }

    @Test
    void grafanas_sidecar_finds_the_dashboard_by_its_label() {
        reader.types(BenchBlock.DASHBOARD);

        assertThat(configMap("capms-dashboard").getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
    }

    @Test
    void the_network_policy_is_told_the_namespace_of_prometheus() {
        reader.types(BenchBlock.NETWORK_POLICY);

        assertThat(admin.namespaces().withName(NAMESPACE).get().getMetadata().getLabels())
                .containsEntry("metrics", "enabled");
    }

    private ConfigMap configMap(String name) {
        return admin.configMaps().inNamespace(NAMESPACE).withName(name).get();
    }
}
