package io.metalstack.capi.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.metalstack.capi.allocation.HeldStates;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.lab.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the manager has the metrics which they ask for is in {@code ManagerLifeTest}. */
class AlertsTest {

    private static final Path CASES = Path.of("src/test/alerts");
    private static final Path PAGE = Path.of("docs/alerts.md");
    private static final String RUNBOOKS =
            "https://github.com/metal-stack/cluster-api-provider-metalstack/blob/main/docs/alerts.md#";

    @Test
    void each_says_how_bad_it_is_for_how_long_what_it_means_and_where_its_runbook_is() {
        assertThat(Alert.all()).hasSizeGreaterThan(15).allSatisfy(it -> {
            assertThat(it.name()).startsWith("Capms");
            assertThat(it.duration()).matches("\\d+m");
            assertThat(it.severity()).isIn("critical", "warning");
            assertThat(it.annotation("summary")).isNotEmpty().doesNotEndWith(".");
            assertThat(it.annotation("description")).endsWith(".");
            assertThat(it.annotation("runbook_url"))
                    .isEqualTo(RUNBOOKS + it.name().toLowerCase(Locale.ROOT));
        });
    }

    /** Both ways. */
    @Test
    void each_has_a_runbook_with_all_its_parts_and_no_runbook_is_for_another() throws IOException {
        var sections = Pattern.compile("(?ms)^### (Capms\\w+)\\n(.*?)(?=^##|\\z)")
                .matcher(Files.readString(PAGE))
                .results()
                .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));

        assertThat(sections)
                .containsOnlyKeys(Alert.all().stream().map(Alert::name).toList());
        assertThat(sections)
                .allSatisfy((name, text) -> assertThat(text)
                        .as(name)
                        .contains("**Symptom.**", "**Meaning.**", "**Look at.**", "**Do.**", "```sh"));
    }

    @Test
    void each_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() throws IOException {
        var names = Alert.all().stream().map(Alert::name).toList();

        assertThat(namesInCases(it -> !it.isEmpty())).containsExactlyInAnyOrderElementsOf(names);
        assertThat(namesInCases(JsonNode::isEmpty)).containsExactlyInAnyOrderElementsOf(names);
    }

    private static Set<String> namesInCases(Predicate<JsonNode> alerts) throws IOException {
        return cases().stream()
                .flatMap(it -> Deployed.document(it).path("tests").valueStream())
                .flatMap(it -> it.path("alert_rule_test").valueStream())
                .filter(it -> alerts.test(it.path("exp_alerts")))
                .map(it -> it.path("alertname").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** With what the page on monitoring has people do who run Prometheus without its operator. */
    @Test
    void promtool_finds_them_to_be_right_and_firing_when_they_should(@TempDir Path folder) throws IOException {
        var promtool = promtool().in(folder);
        var make = Deployed.blockOfThePage("capms-rules.yaml")
                .lines()
                .filter(it -> it.startsWith("sed "))
                .findFirst()
                .orElseThrow();
        Files.writeString(
                folder.resolve("rules.yaml"),
                Command.of("sh", "-c", make.split(" > ", 2)[0]).run());
        for (var file : cases()) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        var names = cases().stream().map(it -> it.getFileName().toString()).toArray(String[]::new);

        assertThat(promtool.and("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml")
                        .run())
                .contains("SUCCESS: " + Alert.all().size() + " rules found");
        assertThat(promtool.and("test", "rules").and(names).run()).contains("SUCCESS");
    }

    @Test
    void promtool_takes_the_configuration_of_a_prometheus_without_the_operator(@TempDir Path folder)
            throws IOException {
        var promtool = promtool().in(folder);
        Files.createFile(folder.resolve("token"));
        Files.writeString(folder.resolve("prometheus.yaml"), Deployed.blockOfThePage("scrape_configs:"));

        assertThat(promtool.and("check", "config", "prometheus.yaml").run()).contains("SUCCESS");
    }

    /** Building it takes minutes, so it is left to those who ask for it. */
    private static Command promtool() {
        var found = Command.of("scripts/promtool", "check").result();
        assumeTrue(found.code() == 0, found.errors().strip());
        return Command.of(found.output().strip());
    }

    private static List<Path> cases() throws IOException {
        try (var files = Files.list(CASES)) {
            return files.sorted().toList();
        }
    }

    /** A value that no label can have keeps an alert silent for ever. */
    @Test
    void values_of_labels_that_they_ask_for_exist() throws IOException {
        var reference = Files.readString(Path.of("docs/reference.md"));
        assertThat(valuesOf("reason")).hasSizeGreaterThan(15).allMatch(it -> reference.contains("| `" + it + "` |"));
        assertThat(valuesOf("outcome"))
                .hasSizeGreaterThan(4)
                .isSubsetOf(Arrays.stream(MetalFailure.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
        assertThat(valuesOf("state"))
                .hasSize(2)
                .isSubsetOf(Arrays.stream(HeldStates.State.values())
                        .map(it -> it.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static Set<String> valuesOf(String label) {
        return Alert.all().stream()
                .flatMap(it -> Pattern.compile("\\b" + label + "=~?\"([^\"]*)\"")
                        .matcher(it.query())
                        .results())
                .flatMap(it -> Stream.of(it.group(1).split("\\|")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
