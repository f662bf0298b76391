package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page that people search for the message they see: it has to have it. The words are those that they see. */
class TroubleshootingTest {

    private static final Path PAGE = Path.of("docs/troubleshooting.md");
    private static final Path REFERENCE = Path.of("docs/reference.md");
    private static final String SOMEBODY_HAS_TO_LOOK = "Somebody has to look";
    private static final Pattern REASON = Pattern.compile("^\\| `(\\w+)`(?:, `(\\w+)`)?");

    /** What the code puts into a sentence when it says it. */
    private static final Pattern FILLED_IN = Pattern.compile("…|\\S*[./_\\[\\]=|]\\S*|\\d+|--\\w\\S*|--| / ");

    private static final int TELLING = 12;
    private static final int NO_TABLE = -2;

    @Test
    void has_a_place_for_each_reason_that_somebody_has_to_look_for() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(reasonsForSomebody())
                .hasSizeGreaterThan(35)
                .allSatisfy(it -> assertThat(page).containsAnyOf("`" + it + "`", "\n## " + it + "\n"));
    }

    private static TreeSet<String> reasonsForSomebody() throws IOException {
        var reasons = new TreeSet<String>();
        var wanted = false;
        for (var line : Files.readAllLines(REFERENCE)) {
            if (line.startsWith(SOMEBODY_HAS_TO_LOOK)) {
                wanted = true;
            } else if (wanted && !line.isEmpty() && !line.startsWith("|")) {
                wanted = false;
            } else if (wanted) {
                REASON.matcher(line)
                        .results()
                        .forEach(it -> Stream.of(it.group(1), it.group(2))
                                .filter(Objects::nonNull)
                                .forEach(reasons::add));
            }
        }
        return reasons;
    }

    @ParameterizedTest
    @CsvSource({"docs/troubleshooting.md, 80", "docs/quickstart.md, 10"})
    void has_messages_in_the_words_of_those_who_say_them(Path page, int atLeast) throws IOException {
        var said = said();
        var pieces = messages(page).stream()
                .flatMap(FILLED_IN::splitAsStream)
                .map(it -> it.replaceAll("^[ ,:;()\"']+|[ ,:;()\"']+$", ""))
                .filter(it -> it.length() >= TELLING)
                .toList();

        assertThat(pieces).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(pieces).filteredOn(it -> !said.contains(it)).isEmpty();
    }

    /** The cells below a heading "Message". */
    private static List<String> messages(Path page) throws IOException {
        var messages = new ArrayList<String>();
        var column = NO_TABLE;
        for (var line : Files.readAllLines(page)) {
            var cells = line.startsWith("|") ? List.of(line.substring(1).strip().split(" \\| ?")) : List.<String>of();
            if (cells.isEmpty()) {
                column = NO_TABLE;
            } else if (column == NO_TABLE) {
                column = cells.stream().map(String::strip).toList().indexOf("Message");
            } else if (column >= 0 && column < cells.size()) {
                messages.add(cells.get(column)
                        .replace("`", "")
                        .replace("&lt;", "<")
                        .strip()
                        .toLowerCase(Locale.ROOT));
            }
        }
        return messages;
    }

    /** By the provider, by metal-api as the simulator says it, and by the API server as the manifests expect it. */
    private static String said() throws IOException {
        var said = new StringBuilder();
        for (var from : List.of("src/main", "src/lab", "src/test/manifests")) {
            try (var files = Files.walk(Path.of(from))) {
                for (var file : files.filter(it -> it.toString().matches(".*\\.(java|ya?ml)"))
                        .toList()) {
                    said.append(Files.readString(file));
                }
            }
        }
        return said.toString()
                .replaceAll("\"\\s*\\+\\s*\"", "")
                .replaceAll("'\\s*\\+\\s*'", "")
                .replace("\\\"", "\"")
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }
}
