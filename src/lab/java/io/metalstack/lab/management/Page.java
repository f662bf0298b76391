package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documents, whose commands are typed as they stand there, so that what is tried is what its readers do.
 *
 * @param name of the file
 * @param blocks of commands, in their order
 */
public record Page(String name, List<Block> blocks) {
    /** How a block begins that the lab cannot run. */
    public static final String NEEDS_HARDWARE = "# on a real metal-stack";

    /** How one begins that is about the files of a release, which nobody has before it is published. */
    public static final String NEEDS_RELEASE = "# with a published release";

    private static final List<String> TOP = List.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md");
    private static final String BRINGS_A_LAB_UP = "make lab";
    private static final Pattern PART =
            Pattern.compile("^## (.*)$|^( *)```(\\w*)\\n(?s:(.*?))^\\2```$", Pattern.MULTILINE);

    public Page {
        blocks = List.copyOf(blocks);
    }

    /**
     * What stands between two fences.
     *
     * @param heading of its section; empty before the first one
     * @param language of the fence
     * @param text without the fence's indentation
     */
    public record Block(String heading, String language, String text) {
        public boolean isCommands() {
            return language.equals("sh");
        }

        public boolean needsHardware() {
            return text.startsWith(NEEDS_HARDWARE);
        }

        public boolean needsRelease() {
            return text.startsWith(NEEDS_RELEASE);
        }

        /** Calls of make and nothing else. They take long; what they do has tests of its own. */
        public boolean isLeftToMake() {
            return text.lines().allMatch(it -> it.startsWith("make "));
        }

        /** What comes first, before anything can be typed into a lab. */
        public boolean bringsALabUp() {
            return text.startsWith(BRINGS_A_LAB_UP);
        }
    }

    /**
     * Where a block stands.
     *
     * @param heading of its section, as written
     * @param words that no other block of the section has
     */
    record Place(String heading, String words) {
        boolean holds(Block block) {
            return block.heading().equals(heading) && block.text().contains(words);
        }
    }

    /** A page of {@code docs/}. */
    public static Page of(Path checkout, String name) {
        return read(checkout.resolve("docs").resolve(name));
    }

    /** Any page. */
    public static Page read(Path file) {
        try {
            return parse(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new LabException("cannot read %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** All documents, those at the top of the repository as well. */
    public static List<Page> all(Path checkout) {
        try (var docs = Files.walk(checkout.resolve("docs"))) {
            return Stream.concat(
                            TOP.stream().map(checkout::resolve),
                            docs.filter(it -> it.toString().endsWith(".md")))
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new LabException("cannot read the documents: " + e.getMessage(), e);
        }
    }

    static Page parse(String name, String text) {
        var blocks = new ArrayList<Block>();
        var heading = "";
        for (var part : PART.matcher(text).results().toList()) {
            if (part.group(1) != null) {
                heading = part.group(1).strip();
            } else {
                blocks.add(new Block(heading, part.group(3), part.group(4).replaceAll("(?m)^" + part.group(2), "")));
            }
        }
        return new Page(name, blocks);
    }

    /** Commands of all blocks that need neither hardware nor a release, one block each. */
    public List<Block> commands() {
        return blocks.stream()
                .filter(it -> it.isCommands() && !it.needsHardware() && !it.needsRelease())
                .toList();
    }

    /** The one block there, of whatever language. */
    String at(Place place) {
        var found = blocks.stream().filter(place::holds).toList();
        if (found.size() != 1) {
            throw new LabException("%s has %d blocks with '%s' below '%s'"
                    .formatted(name, found.size(), place.words(), place.heading()));
        }
        return found.getFirst().text();
    }
}
