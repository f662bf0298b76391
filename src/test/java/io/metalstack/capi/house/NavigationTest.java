package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the site shows at its left. That links of the built site lead somewhere is looked at by {@code make docs}. */
class NavigationTest {

    private static final Pattern ENTRY = Pattern.compile("(?m)^ {4}- \\{page: ([\\w-]+), name: .+}$");

    /** Those at the top of the repository and the list of decisions as well. */
    @Test
    void leads_to_each_page_of_the_documents_once() throws IOException {
        var entries = ENTRY.matcher(Files.readString(Path.of("site/data/navigation.yaml")))
                .results()
                .map(it -> it.group(1))
                .toList();

        assertThat(entries)
                .doesNotHaveDuplicates()
                .contains("decisions", "contributing", "changelog", "security")
                .containsAll(pages());
    }

    private static Iterable<String> pages() throws IOException {
        try (var files = Files.list(Path.of("docs"))) {
            return files.map(it -> it.getFileName().toString())
                    .filter(it -> it.endsWith(".md") && !it.equals("README.md"))
                    .map(it -> it.replace(".md", ""))
                    .toList();
        }
    }

    /** Others would be loaded from elsewhere, and who reads the site would be known there. */
    @Test
    void no_page_shows_a_picture_of_another_site() throws IOException {
        var picture = Pattern.compile("!\\[[^]]*]\\(https?://|<img[^>]* src=\"https?://");
        try (var files = Files.walk(Path.of("docs"))) {
            for (var page : files.filter(it -> it.toString().endsWith(".md")).toList()) {
                assertThat(picture.matcher(Files.readString(page)).results().map(MatchResult::group))
                        .as(page.toString())
                        .isEmpty();
            }
        }
    }

    /** Files beside the pages come along by their ending. */
    @Test
    void each_kind_of_picture_comes_along() throws IOException {
        var site = Files.readString(Path.of("site/hugo.yaml"));
        var picture = Pattern.compile("!\\[[^]]*]\\([^)]*\\.(\\w+)\\)");
        try (var files = Files.walk(Path.of("docs"))) {
            for (var page : files.filter(it -> it.toString().endsWith(".md")).toList()) {
                assertThat(picture.matcher(Files.readString(page)).results())
                        .extracting(it -> "\"**/*." + it.group(1) + "\"")
                        .as(page.toString())
                        .allMatch(site::contains);
            }
        }
    }
}
