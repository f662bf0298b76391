package io.metalstack.capi.manifests;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clusterctl generates is kept in git and applied again and again, also after the provider has filled fields in. */
@QuarkusTest
class AppliedAgainTest {

    private static final String KIND = "MetalStackCluster";

    @Inject
    Bench bench;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    static List<String> files() throws IOException {
        return ClusterTemplates.files().stream()
                .filter(it -> !it.contains("clusterclass"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_generated_cluster_is_applied_again_when_its_network_is_recorded(String file) throws IOException {
        var generated = generated(file);
        var cluster = stage.applyCoreCluster(Stage.CLUSTER, false);
        applyServerSide(generated);
        stage.own(stage.metalStackCluster(), cluster, false);
        eventually().until(() -> stage.metalStackCluster().getSpec().nodeNetworkID() != null);
        var network = stage.metalStackCluster().getSpec().nodeNetworkID();

        applyServerSide(generated);
        assertThat(stage.metalStackCluster().getSpec().nodeNetworkID()).isEqualTo(network);

        stage.patch(stage.metalStackCluster(), generated.toString()); // what client-side apply sends
        assertThat(stage.metalStackCluster().getSpec().nodeNetworkID()).isEqualTo(network);
    }

    private JsonNode generated(String file) throws IOException {
        return ClusterTemplates.ofKind(
                ClusterTemplates.documents(
                        file, Map.of("NAMESPACE", stage.namespace(), "METAL_PROJECT_ID", stage.project())),
                KIND);
    }

    /** Without force, as {@code kubectl apply --server-side} and GitOps controllers do first. */
    private void applyServerSide(JsonNode object) {
        var client = bench.admin();
        client.resource(client.getKubernetesSerialization()
                        .unmarshal(object.toString(), GenericKubernetesResource.class))
                .fieldManager("git")
                .serverSideApply();
    }
}
