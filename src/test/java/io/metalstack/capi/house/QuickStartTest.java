package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The quick start, as far as it can be held to what is there without running it. */
class QuickStartTest {

    private static final Path PAGE = Path.of("docs/quickstart.md");
    private static final Pattern PROGRAM =
            Pattern.compile("(?m)^(?:export \\w+=\\$\\()?([a-z_]+)(?:\\(\\)|=|\\s)|\\| ([a-z]+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z_]+)`");
    private static final Pattern STATE = Pattern.compile("`([A-Z][a-z]\\w+)`");

    /** What there is in the lab, or in any shell. */
    private static final Set<String> EVERYWHERE = Set.of("make", "config", "clusterctl", "kubectl", "tail");

    @Test
    void marks_each_block_that_needs_more_than_the_lab() throws IOException {
        var page = Page.read(PAGE);

        assertThat(page.blocks()).filteredOn(Page.Block::needsHardware).hasSizeGreaterThan(8);
        assertThat(page.commands())
                .hasSizeGreaterThan(8)
                .allSatisfy(it -> assertThat(programs(it.text())).isNotEmpty().isSubsetOf(EVERYWHERE));
    }

    private static List<String> programs(String block) {
        return PROGRAM.matcher(block)
                .results()
                .map(it -> it.group(1) == null ? it.group(2) : it.group(1))
                .toList();
    }

    /** Both ways: what the template asks for is explained, and what is explained is asked for. */
    @Test
    void explains_the_variables_of_the_default_template_and_no_others() throws IOException {
        var used = found(VARIABLE, Files.readString(Path.of("clusterctl/cluster-template.yaml")));

        assertThat(firstColumn("## 5 Variables", NAME)).hasSizeGreaterThan(10).isEqualTo(used);
    }

    @Test
    void names_the_variables_of_the_installation() throws IOException {
        try (var files = Files.list(Path.of("target/bundle"))) {
            var bundle = files.filter(it -> it.endsWith("infrastructure-components.yaml"))
                    .findFirst()
                    .orElseThrow();

            assertThat(page()).contains(found(VARIABLE, Files.readString(bundle)));
        }
    }

    @Test
    void tells_of_states_that_the_reference_explains() throws IOException {
        var reference = Files.readString(Path.of("docs/reference.md"));

        assertThat(firstColumn("## What goes wrong", STATE))
                .hasSizeGreaterThan(8)
                .allSatisfy(it -> assertThat(reference).contains("`" + it + "`"));
    }

    private static TreeSet<String> firstColumn(String heading, Pattern what) throws IOException {
        var section = page().substring(page().indexOf("\n" + heading + "\n") + 1);
        return section.lines()
                .skip(1)
                .takeWhile(it -> !it.startsWith("## "))
                .filter(it -> it.startsWith("| `"))
                .map(it -> it.substring(0, it.indexOf(" | ")))
                .flatMap(it -> found(what, it).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static TreeSet<String> found(Pattern what, String text) {
        return what.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }
}
