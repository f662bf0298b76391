package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Block;
import io.metalstack.lab.management.Page.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each block of commands in the documents is typed by a test, or says that it needs hardware. */
class PagesTest {

    /** Not typed by any test yet, and why. */
    private static final Map<String, String> NOT_YET = new TreeMap<>(Map.of(
            "operations.md", "lets go of machines, and asks a Pod of the lab, which has no kubelet to ask it",
            "troubleshooting.md", "one block, of what to look at",
            "safety.md", "the matrix of faults, which has a target of its own",
            "lab.md", "but for 'Follow a page': the lab's own commands, one by one",
            "README.md", "make lab, make test; the rest is the quick start's",
            "CONTRIBUTING.md", "make's targets",
            "performance.md", "make bench, which BenchTest runs in small"));

    /** Typed from top to bottom. */
    private static Stream<String> asAWhole() {
        return Stream.of(InstallingPagesTest.PAGES, CredentialsPageTest.PAGES, FirewallsPageTest.PAGES)
                .flatMap(List::stream);
    }

    /** Typed block by block, as there is something to look at in between. */
    private static Map<String, List<Place>> blockByBlock() {
        var places = new TreeMap<String, List<Place>>();
        places.put(SwitchScenario.PAGE, SwitchScenario.TYPED);
        places.put(
                MoveScenario.PAGE,
                Stream.concat(MoveScenario.TYPED.stream(), UpgradeTest.OnThePage.TYPED.stream())
                        .toList());
        return places;
    }

    static Stream<String> typed() {
        return Stream.concat(asAWhole(), blockByBlock().keySet().stream());
    }

    @Test
    void each_page_with_commands_is_typed_or_known_not_to_be() throws IOException {
        var with = new TreeSet<String>();
        for (var file : files()) {
            var page = Page.read(file);
            if (!page.commands().isEmpty()) {
                with.add(page.name());
            }
        }

        var known = new ArrayList<>(typed().toList());
        known.addAll(NOT_YET.keySet());
        assertThat(known).doesNotHaveDuplicates();
        assertThat(with).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void what_is_typed_block_by_block_is_all_of_the_page() {
        blockByBlock().forEach((name, places) -> {
            var page = Reader.page(name);
            var left = new ArrayList<>(
                    page.commands().stream().filter(it -> !it.bringsALabUp()).toList());

            places.forEach(place -> assertThat(left.remove(block(page, place)))
                    .as("%s: %s is there and typed once", name, place)
                    .isTrue());

            assertThat(left).as("blocks of %s that nobody types", name).isEmpty();
        });
    }

    private static Block block(Page page, Place place) {
        var text = page.at(place);
        return page.blocks().stream()
                .filter(it -> it.heading().equals(place.heading()) && it.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("typed")
    void what_is_typed_leaves_nothing_to_be_filled_in(String name) {
        assertThat(Reader.page(name).commands())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.text()).doesNotContain("=...").doesNotContainPattern("<\\w[\\w -]*>"));
    }

    private static List<Path> files() throws IOException {
        try (var docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
                                    .map(Path::of),
                            docs.filter(it -> it.toString().endsWith(".md")))
                    .toList();
        }
    }
}
