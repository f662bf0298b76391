package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.management.Page.Block;
import io.metalstack.lab.management.Page.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each block of commands in the documents is typed by a test, or says that it needs hardware or a release. */
class PagesTest {

    /** What a fence may say: commands, a file, a picture, or nothing for what is printed. */
    private static final Set<String> LANGUAGES = Set.of("sh", "yaml", "java", "goat", "");

    private static final Pattern COMMAND = Pattern.compile("(?m)^(\\$ )?(make|kubectl|clusterctl|metalctl|export) ");

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
        places.put(LabPageTest.PAGE, LabPageTest.TYPED);
        ManagerPagesTest.TYPED.forEach((page, typed) -> places.put(page, new ArrayList<>(typed)));
        for (var typed : BenchBlock.values()) {
            places.computeIfAbsent(typed.page(), it -> new ArrayList<>()).add(typed.place());
        }
        return places;
    }

    static Stream<String> typed() {
        return Stream.concat(asAWhole(), blockByBlock().keySet().stream());
    }

    @Test
    void each_block_of_commands_is_typed_or_left_to_make_or_says_that_it_needs_hardware() {
        var pages = Page.all(RunningLab.CHECKOUT);
        assertThat(pages).extracting(Page::name).containsAll(typed().toList());

        for (var page : pages) {
            var left = new ArrayList<>(page.commands());
            if (asAWhole().anyMatch(page.name()::equals)) {
                left.clear();
            }
            blockByBlock()
                    .getOrDefault(page.name(), List.of())
                    .forEach(place -> assertThat(left.remove(block(page, place)))
                            .as("%s: %s is there and typed once", page.name(), place)
                            .isTrue());
            left.removeIf(it -> it.bringsALabUp() || it.isLeftToMake());

            assertThat(left)
                    .as(
                            "blocks of %s that no test types: have one type them, or begin them with '%s'",
                            page.name(), Page.NEEDS_HARDWARE)
                    .isEmpty();
        }
    }

    @Test
    void only_the_page_about_releases_needs_one() {
        assertThat(Page.all(RunningLab.CHECKOUT))
                .filteredOn(page -> page.blocks().stream().anyMatch(Block::needsRelease))
                .extracting(Page::name)
                .containsExactly("releasing.md");
    }

    @Test
    void commands_are_in_blocks_that_say_so() {
        for (var page : Page.all(RunningLab.CHECKOUT)) {
            assertThat(page.blocks()).as(page.name()).allSatisfy(it -> {
                assertThat(LANGUAGES).contains(it.language());
                assertThat(it.isCommands() || !COMMAND.matcher(it.text()).find())
                        .as(it.text())
                        .isTrue();
            });
        }
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
}
