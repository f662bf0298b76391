package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import io.metalstack.lab.management.Page.Block;
import io.metalstack.lab.management.Page.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Somebody who types what a page says, into a shell beside the lab. Where they stand they find what a built checkout has.
 *
 * @param preparations typed first into each shell
 */
record Reader(String preparations) {
    /** The lab is there already, and so is what is built. */
    private static final String MAKE = """
        make() {
            case "$*" in
                lab | 'lab PROVIDER=none') ;;
                '-s manager-test') '%s/scripts/manager-test' ;;
                *) echo "make $*: not here" >&2; return 1 ;;
            esac
        }
        """.formatted(RunningLab.FILES.checkout());

    /** Less than pages have one wait for real machines. */
    private static final String PATIENCE = "20m";

    /** A reader who prepares the shell as {@code docs/lab.md} says. */
    static Reader ofLabWithProvider() {
        return new Reader(preparations("make lab\n"));
    }

    /** Likewise, in a lab without provider. */
    static Reader ofLabWithoutProvider() {
        return new Reader(preparations("PROVIDER=none"));
    }

    private static String preparations(String words) {
        return page("lab.md").at(new Place("Follow a page", words));
    }

    static Page page(String name) {
        return Page.of(RunningLab.CHECKOUT, name);
    }

    /** Where they stand. */
    static Path desk() {
        var desk = RunningLab.FILES.home().resolve("desk");
        if (!Files.exists(desk)) {
            LabFiles.privateDirectory(desk);
            for (var folder : List.of("out", "deploy")) {
                LabFiles.link(desk.resolve(folder), RunningLab.FILES.checkout().resolve(folder));
            }
        }
        return desk;
    }

    /** All that a page says, in one shell. @return what they read then */
    String types(Page page) {
        return types(page.commands().stream().map(Block::text).collect(Collectors.joining()));
    }

    /** Each command has to end well. @return what they read then */
    String types(String commands) {
        var script = "exec 2>&1\nset -e\n" + MAKE + preparations + commands;
        var typed =
                Command.of("timeout", PATIENCE, "sh", "-c", script).in(desk()).result();
        assertThat(typed.code()).as(commands + typed.output()).isZero();
        return typed.output();
    }
}
