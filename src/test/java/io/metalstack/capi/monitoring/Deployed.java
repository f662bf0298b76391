package io.metalstack.capi.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.management.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** The files below {@code deploy}, and the page about them. */
final class Deployed {

    static final Path ALERTS = Path.of("deploy/monitoring/prometheus/alerts.yaml");
    static final Path ACCESS = Path.of("deploy/monitoring/prometheus/access.yaml");
    static final Path SERVICE_MONITOR = Path.of("deploy/monitoring/prometheus/servicemonitor.yaml");
    static final Path DASHBOARD = Path.of("deploy/monitoring/grafana/dashboard.json");
    static final Path STATE_METRICS = Path.of("deploy/monitoring/kube-state-metrics/metrics.yaml");
    static final Path STATE_METRICS_ROLE = Path.of("deploy/monitoring/kube-state-metrics/clusterrole.yaml");

    private static final Path PAGE = Path.of("docs/monitoring.md");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Deployed() {}

    /** All documents of a file in YAML or JSON. Jackson's own reader would leave anchors as they are. */
    static List<JsonNode> documents(Path file) {
        try (var text = Files.newBufferedReader(file)) {
            return StreamSupport.stream(new Yaml().loadAll(text).spliterator(), false)
                    .map(JSON::<JsonNode>valueToTree)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** The first block of the page on monitoring with these words. */
    static String blockOfThePage(String words) {
        return Page.read(PAGE).blocks().stream()
                .map(Page.Block::text)
                .filter(it -> it.contains(words))
                .findFirst()
                .orElseThrow();
    }

    /** The only document of a file. */
    static JsonNode document(Path file) {
        return documents(file).getFirst();
    }
}
