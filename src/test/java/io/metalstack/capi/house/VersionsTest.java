package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each version is decided in one place; whatever repeats it says the same. */
class VersionsTest {

    private static final Path POM = Path.of("pom.xml");
    private static final Path TOOLS = Path.of("lab/tools/go.mod");

    @Test
    void the_documents_name_this_version_of_the_provider() throws IOException {
        var mentions = found("(?:metalstack:|metalstack\" version=\"|^  version: )v(\\d[\\w.-]*)", documents());

        assertThat(mentions).hasSizeGreaterThanOrEqualTo(3).containsOnly(property("revision"));
    }

    @Test
    void clusterctl_knows_the_series_of_this_version() throws IOException {
        var parts = property("revision").split("\\.", 3);

        assertThat(Path.of("clusterctl/metadata.yaml"))
                .content()
                .contains("  - major: %s\n    minor: %s\n    contract: v1beta2\n".formatted(parts[0], parts[1]));
    }

    @ParameterizedTest
    @CsvSource({
        "k8s.io/kubernetes,       --kubernetes-version v(\\d[\\d.]*\\d)",
        "k8s.io/kubernetes,       capms-ubuntu-(\\d+\\.\\d+\\.\\d+)"
    })
    void the_documents_name_what_the_lab_is_built_from(String module, String pattern) throws IOException {
        var built = found("^\\s*" + Pattern.quote(module) + " v(\\S+)", List.of(TOOLS))
                .getFirst();

        assertThat(found(pattern, documents()))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(built + ".").startsWith(it + "."));
    }

    @Test
    void the_readme_names_the_versions_that_are_tested() throws IOException {
        var tested = found("^\\t(?:k8s\\.io/kubernetes|sigs\\.k8s\\.io/cluster-api) v(\\S+)", List.of(TOOLS));

        assertThat(tested).hasSize(2);
        assertThat(Path.of("README.md"))
                .content()
                .contains(tested.stream().map(it -> "| " + it).toList());
    }

    @Test
    void whatever_asks_for_java_asks_for_what_the_code_is_compiled_for() throws IOException {
        var release = property("maven.compiler.release");

        assertThat(found("^need=(\\d+)", List.of(Path.of("scripts/find-jdk")))).containsExactly(release);
        assertThat(found("<requireJavaVersion>\\s*<version>\\[(\\d+),", List.of(POM)))
                .containsExactly(release);
        assertThat(found("JDK (\\d+) or newer", documents())).isNotEmpty().containsOnly(release);
    }

    @Test
    void whatever_asks_for_go_asks_for_what_the_modules_need() throws IOException {
        var modules = found("^go (\\d+\\.\\d+)", List.of(TOOLS, Path.of("lab/release-tools/go.mod")));

        assertThat(modules).hasSize(2).containsOnly(modules.getFirst());
        assertThat(found("^need_go=(\\S+)", List.of(Path.of("scripts/lab-tools"))))
                .containsExactly(modules.getFirst());
        assertThat(found("Go (\\d+\\.\\d+) or newer", documents())).isNotEmpty().containsOnly(modules.getFirst());
    }

    @Test
    void whatever_asks_for_maven_asks_for_what_the_build_demands() throws IOException {
        var demanded = found("<requireMavenVersion>\\s*<version>\\[([\\d.]+),", List.of(POM));

        assertThat(demanded).hasSize(1);
        assertThat(found("Maven (\\d+\\.\\d+\\.\\d+) or newer", documents()))
                .isNotEmpty()
                .containsOnly(demanded.getFirst());
    }

    private static String property(String name) throws IOException {
        return found("<%1$s>(.+)</%1$s>".formatted(Pattern.quote(name)), List.of(POM))
                .getFirst();
    }

    /** The first group of each match, in all files. */
    private static List<String> found(String pattern, List<Path> files) throws IOException {
        var compiled = Pattern.compile(pattern, Pattern.MULTILINE);
        var found = new ArrayList<String>();
        for (var file : files) {
            compiled.matcher(Files.readString(file)).results().forEach(it -> found.add(it.group(1)));
        }
        return found;
    }

    /** What tells how things are now; records of decisions and changes tell how they were. */
    private static List<Path> documents() throws IOException {
        try (var pages = Files.list(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")),
                            pages.filter(it -> it.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }
}
