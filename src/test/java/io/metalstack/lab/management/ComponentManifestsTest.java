package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComponentManifestsTest {
    private static final String MANIFEST = """
            apiVersion: cert-manager.io/v1
            kind: Certificate
            metadata:
              name: serving-cert
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata:
              name: capi-validating
              annotations:
                cert-manager.io/inject-ca-from: capi-system/serving-cert
                other: kept
            webhooks:
            - name: clusters
              clientConfig:
                service:
                  name: capi-webhook-service
                  namespace: capi-system
                  path: /validate-clusters
            - name: machines
              clientConfig:
                service:
                  name: capi-webhook-service
                  namespace: capi-system
                  path: /validate-machines
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: clusters.cluster.x-k8s.io
            spec:
              conversion:
                strategy: Webhook
                webhook:
                  clientConfig:
                    service:
                      name: capi-webhook-service
                      namespace: capi-system
                      path: /convert
                  conversionReviewVersions: [v1]
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata:
              name: providers.example.io
            spec:
              conversion:
                strategy: None
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: capi-controller-manager
            spec:
              template:
                spec:
                  containers:
                  - name: manager
                    image: gcr.io/k8s-staging-cluster-api/cluster-api-controller:main
                    args: ["--feature-gates=ClusterTopology=${CLUSTER_TOPOLOGY:=false}", "--v=2"]
            """;

    @Test
    void calls_webhooks_by_address_with_the_labs_authority() {
        var webhooks =
                document("ValidatingWebhookConfiguration", "capi-validating").path("webhooks");

        assertThat(webhooks)
                .extracting(it -> it.at("/clientConfig/url").asText())
                .containsExactly(
                        "https://203.0.113.2:9443/validate-clusters", "https://203.0.113.2:9443/validate-machines");
        assertThat(webhooks).allSatisfy(it -> {
            assertThat(it.at("/clientConfig/caBundle").asText()).isEqualTo("Y2E=");
            assertThat(it.path("clientConfig").has("service")).isFalse();
        });
    }

    @Test
    void keeps_conversion_through_the_webhook() {
        var conversion = document("CustomResourceDefinition", "clusters.cluster.x-k8s.io")
                .at("/spec/conversion");

        assertThat(conversion.path("strategy").asText()).isEqualTo("Webhook");
        assertThat(conversion.at("/webhook/clientConfig/url").asText()).isEqualTo("https://203.0.113.2:9443/convert");
    }

    @Test
    void leaves_a_definition_without_webhook_as_it_is() {
        var conversion =
                document("CustomResourceDefinition", "providers.example.io").at("/spec/conversion");

        assertThat(conversion.toString()).isEqualTo("{\"strategy\":\"None\"}");
    }

    @Test
    void drops_what_belongs_to_cert_manager_and_nothing_else() {
        assertThat(rewritten())
                .extracting(it -> it.path("kind").asText())
                .containsExactly(
                        "ValidatingWebhookConfiguration",
                        "CustomResourceDefinition",
                        "CustomResourceDefinition",
                        "Deployment");
        assertThat(document("ValidatingWebhookConfiguration", "capi-validating")
                        .at("/metadata/annotations")
                        .toString())
                .isEqualTo("{\"other\":\"kept\"}");
    }

    @Test
    void tags_images_with_the_version_and_keeps_variables_for_clusterctl() {
        var container = document("Deployment", "capi-controller-manager").at("/spec/template/spec/containers/0");

        assertThat(container.path("image").asText())
                .isEqualTo("gcr.io/k8s-staging-cluster-api/cluster-api-controller:v1.14.2");
        assertThat(container.at("/args/0").asText())
                .isEqualTo("--feature-gates=ClusterTopology=${CLUSTER_TOPOLOGY:=false}");
    }

    private static ObjectNode document(String kind, String name) {
        return rewritten().stream()
                .filter(it -> it.path("kind").asText().equals(kind)
                        && it.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<ObjectNode> rewritten() {
        return ComponentManifests.documents(ComponentManifests.rewrite(MANIFEST, "203.0.113.2", "Y2E=", "v1.14.2"));
    }
}
