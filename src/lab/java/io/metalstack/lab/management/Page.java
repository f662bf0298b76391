package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of {@code docs/} whose commands are typed as they stand there, so that what is tried is what its readers do.
 *
 * @param name of the file
 * @param text of it
 */
record Page(String name, String text) {
    private static final Pattern SECTION = Pattern.compile("^## (.*)\\n(?s:(.*?))(?=^## |\\z)", Pattern.MULTILINE);
    private static final Pattern COMMANDS = Pattern.compile("^( *)```sh\\n(?s:(.*?))^\\1```", Pattern.MULTILINE);

    static Page of(LabFiles files, String name) {
        try {
            return new Page(
                    name, Files.readString(files.checkout().resolve("docs").resolve(name)));
        } catch (IOException e) {
            throw new LabException("cannot read %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    /**
     * The commands of a block, without its indentation.
     *
     * @param heading of the section, as written
     * @param words that only this block of the section has
     */
    String commands(String heading, String words) {
        var found = SECTION.matcher(text)
                .results()
                .filter(it -> it.group(1).strip().equals(heading))
                .flatMap(it -> COMMANDS.matcher(it.group(2)).results())
                .filter(it -> it.group(2).contains(words))
                .map(Page::unindented)
                .toList();
        if (found.size() != 1) {
            throw new LabException(
                    "%s has %d blocks of commands with '%s' below '%s'".formatted(name, found.size(), words, heading));
        }
        return found.getFirst();
    }

    private static String unindented(MatchResult block) {
        return block.group(2).replaceAll("(?m)^" + block.group(1), "");
    }
}
