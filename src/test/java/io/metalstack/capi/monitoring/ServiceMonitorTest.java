package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The kind is a third party's, so that no API server of ours checks it. */
class ServiceMonitorTest {

    private static final Path INSTALLED = Path.of("target/install/capms.yaml");

    private final JsonNode monitor = Deployed.document(Deployed.SERVICE_MONITOR);
    private final JsonNode endpoint = monitor.path("spec").path("endpoints").path(0);

    @Test
    void chooses_the_service_of_the_bundle_and_its_port_with_tls() {
        var service = object(INSTALLED, "Service");

        assertThat(monitor.path("apiVersion").asText()).isEqualTo("monitoring.coreos.com/v1");
        assertThat(namespace(monitor)).isEqualTo(namespace(service));
        monitor.path("spec")
                .path("selector")
                .path("matchLabels")
                .properties()
                .forEach(
                        it -> assertThat(service.path("metadata").path("labels").path(it.getKey()))
                                .isEqualTo(it.getValue()));
        assertThat(service.path("spec").path("ports").valueStream())
                .filteredOn(it -> it.path("name").equals(endpoint.path("port")))
                .singleElement()
                .satisfies(it -> assertThat(it.path("port").asInt()).isEqualTo(8443));
        assertThat(endpoint.path("scheme").asText()).isEqualTo("https");
        assertThat(endpoint.path("path").asText()).isEqualTo("/metrics");
    }

    /** It is bound to a role that the bundle has; that the role suffices is in {@code ManagerLifeTest}. */
    @Test
    void sends_the_token_of_an_account_that_may_read_metrics_and_nothing_else() {
        var secret = object(Deployed.ACCESS, "Secret");
        var account = object(Deployed.ACCESS, "ServiceAccount").path("metadata").path("name");
        var binding = object(Deployed.ACCESS, "ClusterRoleBinding");
        var credentials = endpoint.path("authorization").path("credentials");

        assertThat(credentials.path("name")).isEqualTo(secret.path("metadata").path("name"));
        assertThat(credentials.path("key").asText()).isEqualTo("token");
        assertThat(namespace(secret)).isEqualTo(namespace(monitor));
        assertThat(secret.path("type").asText()).isEqualTo("kubernetes.io/service-account-token");
        assertThat(secret.path("metadata").path("annotations").path("kubernetes.io/service-account.name"))
                .isEqualTo(account);
        assertThat(binding.path("subjects"))
                .singleElement()
                .satisfies(it -> assertThat(it.path("name")).isEqualTo(account));
        assertThat(Deployed.documents(INSTALLED))
                .filteredOn(it -> it.path("metadata")
                        .path("name")
                        .equals(binding.path("roleRef").path("name")))
                .singleElement()
                .satisfies(it -> assertThat(it.path("kind").asText()).isEqualTo("ClusterRole"));
    }

    @Test
    void alerts_and_dashboard_ask_for_the_job_that_its_service_gives_the_metrics() {
        var job = "job=\""
                + object(INSTALLED, "Service").path("metadata").path("name").asText() + "\"";

        assertThat(Dashboard.queries())
                .filteredOn(it -> it.contains("job="))
                .isNotEmpty()
                .allMatch(it -> it.contains(job));
        assertThat(Alert.all())
                .extracting(Alert::query)
                .filteredOn(it -> it.contains("job="))
                .isNotEmpty()
                .allMatch(it -> it.contains(job));
    }

    private static JsonNode object(Path file, String kind) {
        return Deployed.documents(file).stream()
                .filter(it -> it.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static String namespace(JsonNode object) {
        return object.path("metadata").path("namespace").asText();
    }
}
