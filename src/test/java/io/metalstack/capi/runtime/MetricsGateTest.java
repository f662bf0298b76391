package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Scraper;
import io.metalstack.capi.house.Stage;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
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
    private Scraper scraper;

    @BeforeEach
    void open() throws Exception {
        stage = bench.open();
        scraper = new Scraper(bench.admin(), stage.namespace());
    }

    @AfterEach
    void close() {
        scraper.close();
        stage.close();
    }

    @Test
    void without_a_token_nobody_reads_them() throws Exception {
        var answer = scraper.get(metrics, "");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(scraper.get(metrics, "no-token-of-this-cluster").statusCode())
                .isEqualTo(401);
        assertThat(scraper.get(healthOverTls, "").statusCode()).isEqualTo(401);
    }

    @Test
    void with_a_token_that_may_not_read_them_they_are_refused() throws Exception {
        var answer = scraper.get(metrics, scraper.token());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("reconciliations");
    }

    @Test
    void who_is_bound_to_the_readers_role_reads_them() throws Exception {
        var token = scraper.token();
        scraper.mayReadMetrics();

        assertThat(scraper.reads(metrics, token)).contains("reconciliations_started_total");
        assertThat(scraper.get(healthOverTls, token).statusCode())
                .as("the role is for metrics alone")
                .isEqualTo(403);
    }

    @Test
    void over_plain_http_there_are_probes_and_no_metrics() throws Exception {
        assertThat(scraper.get(health, "").statusCode()).isEqualTo(200);
        assertThat(scraper.get(plainMetrics, scraper.token()).statusCode()).isEqualTo(404);
        for (var detour : new String[] {"//metrics", "/q/../metrics", "/q/%2e%2e/metrics"}) {
            var uri = URI.create(plainMetrics.toString().replace("/metrics", detour));
            assertThat(scraper.get(uri, "").statusCode()).as(detour).isEqualTo(404);
        }
    }
}
