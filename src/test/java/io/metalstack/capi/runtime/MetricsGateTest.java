package io.metalstack.capi.runtime;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.AnyServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may read the metrics: a real API server says so. */
@QuarkusTest
class MetricsGateTest {

    @Inject
    Bench bench;

    @TestHTTPResource(value = "/metrics", tls = true)
    URI metrics;

    @TestHTTPResource("/metrics")
    URI plainMetrics;

    @TestHTTPResource("/q/health/live")
    URI health;

    @TestHTTPResource(value = "/q/health/live", tls = true)
    URI healthOverTls;

    private Stage stage;
    private HttpClient http;

    @BeforeEach
    void open() throws Exception {
        stage = bench.open();
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyServer()}, new SecureRandom());
        http = HttpClient.newBuilder().sslContext(context).build();
    }

    @AfterEach
    void close() {
        http.close();
        bench.admin().rbac().clusterRoleBindings().withName(stage.namespace()).delete();
        stage.close();
    }

    @Test
    void without_a_token_nobody_reads_them() throws Exception {
        var answer = get(metrics, "");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(get(metrics, "no-token-of-this-cluster").statusCode()).isEqualTo(401);
        assertThat(get(healthOverTls, "").statusCode()).isEqualTo(401);
    }

    @Test
    void with_a_token_that_may_not_read_them_they_are_refused() throws Exception {
        var answer = get(metrics, token());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("reconciliations");
    }

    @Test
    void who_is_bound_to_the_readers_role_reads_them() throws Exception {
        var token = token();
        bench.admin()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(stage.namespace())
                        .endMetadata()
                        .withNewRoleRef()
                        .withApiGroup("rbac.authorization.k8s.io")
                        .withKind("ClusterRole")
                        .withName("capms-system-metrics-reader")
                        .endRoleRef()
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName("scraper")
                        .withNamespace(stage.namespace())
                        .endSubject()
                        .build())
                .create();

        // The authorizer hears of a binding by a watch.
        eventually().until(() -> get(metrics, token).statusCode() == 200);
        assertThat(get(metrics, token).body()).contains("reconciliations_started_total");
        assertThat(get(healthOverTls, token).statusCode())
                .as("the role is for metrics alone")
                .isEqualTo(403);
    }

    @Test
    void over_plain_http_there_are_probes_and_no_metrics() throws Exception {
        assertThat(get(health, "").statusCode()).isEqualTo(200);
        assertThat(get(plainMetrics, token()).statusCode()).isEqualTo(404);
        for (var detour : new String[] {"//metrics", "/q/../metrics", "/q/%2e%2e/metrics"}) {
            var uri = URI.create(plainMetrics.toString().replace("/metrics", detour));
            assertThat(get(uri, "").statusCode()).as(detour).isEqualTo(404);
        }
    }

    private HttpResponse<String> get(URI uri, String token) throws Exception {
        var request = HttpRequest.newBuilder(uri);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private String token() {
        var account = bench.admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("scraper")
                        .withNamespace(stage.namespace())
                        .endMetadata()
                        .build())
                .create();
        return bench.admin()
                .serviceAccounts()
                .resource(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }
}
