package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.monitoring.StateMetrics.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** kube-state-metrics would be silent about a field that is not there. */
class StateMetricsTest {

    private static final Path CRDS = Path.of("target/kubernetes");
    private static final Pattern ELEMENT = Pattern.compile("\\[(\\w+)=(\\w+)]");

    /** Schemas leave the metadata of all objects to the API server. */
    private static final Set<String> METADATA =
            Set.of("name", "namespace", "creationTimestamp", "deletionTimestamp", "labels");

    @Test
    void tells_of_the_kinds_that_have_a_state() {
        assertThat(StateMetrics.all())
                .extracting(StateMetrics::kind)
                .containsExactlyInAnyOrder(
                        "MetalStackCluster", "MetalStackMachine", "MetalStackFirewallDeployment", "MetalStackFirewall");
        assertThat(StateMetrics.all()).allSatisfy(it -> {
            var kind = it.resource().path("groupVersionKind");
            assertThat(kind.path("group").asText()).isEqualTo(Api.GROUP);
            assertThat(kind.path("version").asText()).isEqualTo(Api.VERSION);
        });
    }

    @Test
    void each_place_that_is_read_is_in_the_schema_of_the_kind() {
        assertThat(StateMetrics.all()).allSatisfy(kind -> {
            var schema = crd(kind)
                    .path("spec")
                    .path("versions")
                    .path(0)
                    .path("schema")
                    .path("openAPIV3Schema");
            assertThat(kind.places())
                    .hasSizeGreaterThan(12)
                    .allSatisfy(it ->
                            assertThat(isThere(it, schema)).as(it.toString()).isTrue());
        });
    }

    private static boolean isThere(Place place, JsonNode schema) {
        if (place.steps().size() > 1 && place.steps().getFirst().equals("metadata")) {
            return METADATA.contains(place.steps().get(1));
        }
        var here = schema;
        for (var step : place.steps()) {
            if (here.path("type").asText().equals("array")) {
                here = here.path("items");
            }
            var element = ELEMENT.matcher(step);
            // The list's items stay where they are: the next step is a field of the one that was chosen.
            here = element.matches() && here.path("properties").has(element.group(1))
                    ? here
                    : here.path("properties").path(step);
        }
        return !here.isMissingNode();
    }

    @Test
    void conditions_are_asked_for_under_names_that_the_reference_has() throws Exception {
        var reference = Files.readString(Path.of("docs/reference.md"));
        var types = StateMetrics.all().stream()
                .flatMap(it -> it.places().stream())
                .flatMap(it -> it.steps().stream())
                .flatMap(it -> ELEMENT.matcher(it).results())
                .map(it -> "| `" + it.group(2) + "` |")
                .collect(Collectors.toSet());

        assertThat(types).isNotEmpty();
        assertThat(reference).contains(types);
    }

    @Test
    void alerts_and_dashboard_ask_for_nothing_else_of_it() {
        assertThat(StateMetrics.all())
                .allSatisfy(it -> assertThat(it.metrics()).containsAll(Queries.metricsOfObjects()));
        assertThat(Queries.metricsOfObjects()).hasSizeGreaterThan(4);
    }

    @Test
    void its_role_lets_it_see_these_kinds_and_their_crds_alone() {
        var seen = Stream.concat(
                StateMetrics.all().stream().map(StateMetricsTest::plural),
                Stream.of("customresourcedefinitions.apiextensions.k8s.io"));

        var rights = Deployed.document(Deployed.STATE_METRICS_ROLE)
                .path("rules")
                .valueStream()
                .flatMap(StateMetricsTest::rights);

        assertThat(rights)
                .containsExactlyInAnyOrderElementsOf(seen.flatMap(it -> Stream.of("list " + it, "watch " + it))
                        .toList());
    }

    private static Stream<String> rights(JsonNode rule) {
        var group = rule.path("apiGroups").path(0).asText();
        return rule.path("resources")
                .valueStream()
                .flatMap(resource -> rule.path("verbs")
                        .valueStream()
                        .map(verb -> verb.asText() + " " + resource.asText() + "." + group));
    }

    private static JsonNode crd(StateMetrics kind) {
        return Deployed.document(CRDS.resolve(plural(kind) + "-v1.yml"));
    }

    private static String plural(StateMetrics kind) {
        return kind.kind().toLowerCase(Locale.ROOT) + "s." + Api.GROUP;
    }
}
