package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.metalstack.lab.Command;
import io.metalstack.lab.management.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of make in the documents. They would take hours together, so make tells what it would do, and does nothing. */
class MakeCommandsTest {

    private static final Pattern VARIABLE = Pattern.compile(" ([A-Z_]+)=");
    private static final Pattern OF_THE_LAB = Pattern.compile("management\\.Lab ((?:up|demo) --\\S+(?: --\\S+)*)");

    static Stream<String> commands() {
        return Page.all(RunningLab.CHECKOUT).stream()
                .flatMap(it -> it.commands().stream())
                .filter(Block::isLeftToMake)
                .flatMap(it -> it.text().lines())
                .map(it -> it.replaceAll(" +# .*", ""))
                .distinct();
    }

    @Test
    void there_are_many() {
        assertThat(commands()).hasSizeGreaterThan(30);
    }

    @Test
    void image_and_release_become_options_of_the_lab_when_they_are_given() {
        assertThat(dryRun("lab RELEASE=out/release IMAGE=out/image/jvm-amd64.tar")
                        .output())
                .contains(" --bundle='out/release' --image='out/image/jvm-amd64.tar'");
        assertThat(dryRun("lab-demo IMAGE=out/image/jvm-amd64.tar").output())
                .contains(" --image='out/image/jvm-amd64.tar'")
                .doesNotContain("--bundle");
        assertThat(dryRun("lab").output()).doesNotContain("--image").doesNotContain("--bundle");
    }

    @Test
    void image_of_a_release_is_where_it_will_be_pushed() {
        assertThat(dryRun("release VERSION=v0.1.0 IMAGE=example.org/provider").output())
                .contains("IMAGE='example.org/provider'");
    }

    @Test
    void no_native_binary_is_built_before_the_lab_refuses_it_beside_an_image() {
        assertThat(dryRun("lab NATIVE=1").output()).contains("scripts/native");
        assertThat(dryRun("lab NATIVE=1 IMAGE=out/image/jvm-amd64.tar").output())
                .contains("--native=1", "--image=")
                .doesNotContain("scripts/native");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void make_knows_its_target_and_its_variables_and_the_lab_its_options(String command) throws IOException {
        var makefile = Files.readString(Path.of("Makefile"));
        assertThat(VARIABLE.matcher(command).results().map(it -> it.group(1)))
                .allSatisfy(it -> assertThat(makefile).containsPattern("(?m)^" + it + " \\?=|\\(" + it + "\\)"));

        var told = dryRun(command.substring("make ".length()));

        assertThat(told.code()).as(told.errors()).isZero();
        OF_THE_LAB
                .matcher(told.output())
                .results()
                .map(MatchResult::group)
                .map(it -> List.of(it.split(" ")))
                .forEach(it -> assertThatCode(() -> LabOptions.parse(it.subList(1, it.size())))
                        .doesNotThrowAnyException());
    }

    private static Command.Result dryRun(String words) {
        return Command.of("sh", "-c", "unset MAKEFLAGS MAKELEVEL IMAGE RELEASE; exec make --dry-run " + words)
                .result();
    }
}
