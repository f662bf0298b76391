package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Page PAGE = Page.parse("page.md", """
        # Title

        ```sh
        zero
        ```

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
        # on a real metal-stack: four
        four
        ```

        ```sh
        # with a published release: five
        five
        ```
        """);

    @Test
    void a_block_is_found_by_its_section_and_a_word_and_loses_its_indentation() {
        assertThat(at("", "zero")).isEqualTo("zero\n");
        assertThat(at("First", "one")).isEqualTo("one\n  two\n");
        assertThat(at("Second", "three")).isEqualTo("one three\n");
        assertThat(at("Second", "one: 1")).isEqualTo("one: 1\n");
    }

    @Test
    void no_block_or_more_than_one_is_no_answer() {
        assertThatThrownBy(() -> at("First", "three"))
                .isInstanceOf(LabException.class)
                .hasMessage("page.md has 0 blocks with 'three' below 'First'");
        assertThatThrownBy(() -> at("Second", "one")).hasMessageContaining("has 2 blocks");
    }

    @Test
    void commands_are_all_that_a_shell_takes_and_neither_hardware_nor_a_release_is_needed_for() {
        assertThat(PAGE.commands())
                .extracting(Page.Block::text)
                .containsExactly("zero\n", "one\n  two\n", "one three\n");
    }

    private static String at(String heading, String words) {
        return PAGE.at(new Page.Place(heading, words));
    }
}
