package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
    private static final Page PAGE = new Page("page.md", """
            # Title

            ## First

            1. Do it:

               ```sh
               one
                 two
               ```

            ## Second

            ```yaml
            one: 1
            ```

            ```sh
            one three
            ```

            ```sh
            four
            ```
            """);

    @Test
    void commands_are_found_by_their_section_and_a_word_and_lose_their_indentation() {
        assertThat(PAGE.commands("First", "one")).isEqualTo("one\n  two\n");
        assertThat(PAGE.commands("Second", "one")).isEqualTo("one three\n");
    }

    @Test
    void no_block_or_more_than_one_is_no_answer() {
        assertThatThrownBy(() -> PAGE.commands("First", "three"))
                .isInstanceOf(LabException.class)
                .hasMessage("page.md has 0 blocks of commands with 'three' below 'First'");
        assertThatThrownBy(() -> PAGE.commands("Second", "")).hasMessageContaining("has 2 blocks");
    }

    /** What {@link SwitchScenario} types. */
    @ParameterizedTest
    @CsvSource({
        "Before, scale deployment",
        "Dry run, clusterctl init",
        "Dry run, PLAN:",
        "Switch, plan-",
        "Switch, READY:",
        "Back to the Go provider, block-move",
        "Back to the Go provider, scale deployment",
        "Back to the Go provider, managedResourceRef",
        "Back to the Go provider, clusterctl init"
    })
    void the_page_about_switching_has_each_command_once(String heading, String words) {
        assertThat(Page.of(LabFiles.of(Path.of("")), "switching.md").commands(heading, words))
                .contains(words);
    }
}
