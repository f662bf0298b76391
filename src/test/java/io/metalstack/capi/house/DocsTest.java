package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.Api;
import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.runtime.MetalSettings;
import io.metalstack.capi.runtime.ProviderConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents promise to hold, and whether their links lead anywhere. */
class DocsTest {

    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
    private static final Pattern CONTRACT_TEST = Pattern.compile("void (t\\d\\d_\\w+)\\(");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(?:#([^)]*))?\\)");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern MAKE = Pattern.compile("(?m)(?:^ *|`)make (?:-s )?([a-z][a-z-]*)");
    private static final Pattern CELL = Pattern.compile("(?m)^\\| (`[^|]*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** A whole literal in Java, in YAML one within a rule. A key with nothing after its slash is a prefix. */
    private static final Pattern KEY = Pattern.compile("[\"'](clusterctl\\.cluster\\.x-k8s\\.io"
            + "|(?:[a-z0-9-]+\\.)*(?:metal-stack|x-k8s|kubernetes)\\.io/[a-z][\\w./-]*\\w)(?:=[\\w-]+)?[\"']");

    private static final Pattern PREFIXED = Pattern.compile("Api\\.PREFIX \\+ \"([\\w-]+)\"");
    private static final Pattern BELOW_CLUSTER_ID = Pattern.compile("CLUSTER_ID \\+ \"(/[\\w/]+)\"");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "allocation.AllocationReasons",
                "machine.Reasons",
                "cluster.ClusterReasons",
                "firewall.FirewallReasons"
            })
    void the_reference_explains_every_reason(String constants) throws Exception {
        var reasons = new ArrayList<String>();
        for (var field : Class.forName("io.metalstack.capi." + constants).getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                field.setAccessible(true);
                reasons.add("`" + field.get(null) + "`");
            }
        }

        assertThat(reasons).hasSizeGreaterThan(15);
        assertThat(Files.readString(Path.of("docs/reference.md"))).contains(reasons);
    }

    @Test
    void the_reference_explains_the_reason_that_each_failed_call_gives() throws Exception {
        var reason = Class.forName("io.metalstack.capi.allocation.AllocationReasons")
                .getDeclaredMethod("of", MetalFailure.class);
        reason.setAccessible(true);
        var reasons = new ArrayList<String>();
        for (var failure : MetalFailure.class.getPermittedSubclasses()) {
            reasons.add("`"
                    + reason.invoke(null, failure.getConstructor(String.class).newInstance("")) + "`");
        }

        assertThat(Files.readString(Path.of("docs/reference.md"))).contains(reasons);
    }

    @ParameterizedTest
    @ValueSource(classes = {ProviderConfig.class, MetalSettings.class})
    void the_reference_explains_every_setting_and_its_variable(Class<?> settings) throws IOException {
        var prefix = settings.getAnnotation(ConfigMapping.class).prefix();
        var keys = Arrays.stream(settings.getMethods())
                .map(it -> prefix + "." + StringUtil.skewer(it.getName()))
                .flatMap(it -> Stream.of(
                        "`" + it + "`",
                        "`" + StringUtil.replaceNonAlphanumericByUnderscores(it).toUpperCase(Locale.ROOT) + "`"))
                .toList();

        assertThat(Files.readString(Path.of("docs/reference.md"))).contains(keys);
    }

    /** Both ways: a key that the code has and the page does not tell of, and the other way round. */
    @Test
    void the_reference_tells_of_every_annotation_label_tag_and_finalizer_and_of_no_other() throws IOException {
        var page = Files.readString(Path.of("docs/reference.md"));
        var section = page.substring(page.indexOf("\n## Annotations, labels and tags"), page.indexOf("\n## Rights"));
        var told = CELL.matcher(section)
                .results()
                .flatMap(it -> CODE.matcher(it.group(1)).results())
                .map(it -> it.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).hasSizeGreaterThan(30).isEqualTo(keysInTheCode());
    }

    private static TreeSet<String> keysInTheCode() throws IOException {
        var keys = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main"))) {
            for (var file :
                    files.filter(it -> it.toString().matches(".*\\.(java|yml)")).toList()) {
                var source = Files.readString(file);
                KEY.matcher(source).results().forEach(it -> keys.add(it.group(1).replace(Api.PREFIX, "…/")));
                PREFIXED.matcher(source).results().forEach(it -> keys.add("…/" + it.group(1)));
                BELOW_CLUSTER_ID
                        .matcher(source)
                        .results()
                        .forEach(it -> keys.add(OwnershipTags.CLUSTER_ID + it.group(1)));
            }
        }
        return keys;
    }

    @Test
    void every_link_leads_to_a_file_and_to_a_heading_in_it() throws IOException {
        var dangling = new ArrayList<String>();
        for (var page : pages()) {
            for (var link : LINK.matcher(Files.readString(page)).results().toList()) {
                var target = link.group(1).isEmpty()
                        ? page
                        : page.toAbsolutePath().getParent().resolve(link.group(1));
                if (!link.group(1).contains("://") && !leadsSomewhere(target, link.group(2))) {
                    dangling.add(page + " -> " + link.group());
                }
            }
        }

        assertThat(dangling).as("links that lead nowhere").isEmpty();
    }

    private static boolean leadsSomewhere(Path target, @Nullable String heading) throws IOException {
        return Files.exists(target)
                && (heading == null || anchors(Files.readString(target)).contains(heading));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(String page) {
        return HEADING.matcher(FENCE.matcher(page).replaceAll(""))
                .results()
                .map(it -> it.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void whatever_a_page_has_people_make_is_a_target() throws IOException {
        var makefile = Files.readString(Path.of("Makefile"));
        var unknown = new TreeSet<String>();
        var found = 0;
        for (var page : pages()) {
            for (var call : MAKE.matcher(Files.readString(page)).results().toList()) {
                found++;
                if (!makefile.contains("\n" + call.group(1) + ":")) {
                    unknown.add(page + ": make " + call.group(1));
                }
            }
        }

        assertThat(found).isGreaterThan(40);
        assertThat(unknown).isEmpty();
    }

    @Test
    void every_test_that_the_page_on_safety_names_is_there() throws IOException {
        var named = TEST.matcher(Files.readString(Path.of("docs/safety.md")));
        var sources = sourcesOfTests();
        var missing = new ArrayList<String>();
        var found = 0;
        while (named.find()) {
            found++;
            var source = sources.getOrDefault(named.group(1) + ".java", "");
            if (!source.contains("void " + named.group(2) + "(")
                    && !source.contains("Stream<DynamicTest> " + named.group(2) + "(")) {
                missing.add(named.group());
            }
        }

        assertThat(found).isGreaterThan(60);
        assertThat(missing).as("tests that are not there").isEmpty();
    }

    /** Both ways: a row that names a test, and a test that has its row. */
    @Test
    void the_page_on_the_contract_names_a_test_for_each_rule_and_each_such_test() throws IOException {
        var page = Files.readString(Path.of("docs/contract.md"));
        var rows = page.lines().filter(it -> it.matches("\\| T\\d+ \\|.*")).toList();
        assertThat(rows).hasSize(17);
        assertThat(rows).allMatch(it -> TEST.matcher(it).find());

        var named = TEST.matcher(page)
                .results()
                .map(it -> it.group(1) + "." + it.group(2))
                .collect(Collectors.toSet());
        var there = new TreeSet<String>();
        for (var source : sourcesOfTests().entrySet()) {
            CONTRACT_TEST
                    .matcher(source.getValue())
                    .results()
                    .forEach(it -> there.add(source.getKey().replace(".java", "") + "." + it.group(1)));
        }
        assertThat(there).isEqualTo(named);
    }

    @Test
    void the_page_on_safety_tells_of_every_guard() throws IOException {
        try (var patches = Files.list(Path.of("src/test/guards"))) {
            var names = patches.map(it -> "| `" + it.getFileName().toString().replace(".patch", "") + "` |")
                    .toList();

            assertThat(names).hasSizeGreaterThan(15);
            assertThat(Files.readString(Path.of("docs/safety.md"))).contains(names);
        }
    }

    /** That the links lead somewhere is held for all pages. */
    @Test
    void the_comparison_has_for_each_feature_a_link_to_a_test_that_shows_it() throws IOException {
        var rows = Files.readAllLines(Path.of("docs/features.md")).stream()
                .filter(it -> it.startsWith("| ") && !it.startsWith("| Feature |"))
                .toList();

        assertThat(rows)
                .hasSizeGreaterThan(50)
                .allSatisfy(row -> assertThat(LINK.matcher(row.substring(row.lastIndexOf(" | ")))
                                .results()
                                .map(it -> it.group(1)))
                        .isNotEmpty()
                        .allMatch(it -> it.matches("\\.\\./src/test/java/[\\w/]+Test\\.java")));
    }

    /** By the name of the file. */
    private static Map<String, String> sourcesOfTests() throws IOException {
        var sources = new HashMap<String, String>();
        try (var files = Files.walk(Path.of("src/test/java"))) {
            for (var file :
                    files.filter(it -> it.toString().endsWith("Test.java")).toList()) {
                sources.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return sources;
    }

    private static List<Path> pages() throws IOException {
        try (var docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
                                    .map(Path::of),
                            docs.filter(it -> it.toString().endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }
}
