package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The provider is removed, installed again and upgraded under a cluster that runs, by the commands of {@code docs/move.md}: no
 * machine is touched.
 */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class UpgradeTest {
    private static final Path VERSIONS = RunningLab.FILES.repository().resolve(Component.METALSTACK.label());
    private static final Bundle BUNDLE = Bundle.find(RunningLab.FILES, Path.of(""));
    private static final String VERSION = BUNDLE.version();
    private static final String OLDER = VERSION + "-rc.0";
    private static final String PROVIDER = Component.METALSTACK.provider();
    private static final String OURS = "cluster.x-k8s.io/provider=" + Component.METALSTACK.label();
    private static final String RIGHTS = "clusterroles,clusterrolebindings";
    private static final String POLICIES = "validatingadmissionpolicies,validatingadmissionpolicybindings";

    private static final String CRD = "metalstackfirewalltemplates.infrastructure.cluster.x-k8s.io";
    private static final String FIELD = "ntpServers";
    private static final String ROLE = "capms-system-cluster-cluster-role";
    private static final String RESOURCE = "leftovers";

    /** What of {@code docs/move.md} is typed here; told also where no bundle is laid out yet. */
    static final class OnThePage {
        private static final Page.Place UPGRADE = new Page.Place("Upgrade the provider", "clusterctl upgrade");
        private static final Page.Place REMOVE = new Page.Place("Remove the provider", "clusterctl delete");

        static final List<Page.Place> TYPED = List.of(UPGRADE, REMOVE);

        private OnThePage() {}
    }

    private Map<String, String> boots = Map.of();
    private Map<String, String> allocations = Map.of();
    private Map<String, String> uids = Map.of();
    private Set<String> ready = Set.of();
    private long since;

    @BeforeEach
    void look() {
        boots = RunningLab.settled();
        allocations = RunningLab.allocations();
        uids = uids();
        ready = RunningLab.ready();
        assertThat(ready).hasSizeGreaterThan(5);
        since = RunningLab.lastCall();
    }

    /** As it was before, also after a failure in the middle. */
    @AfterEach
    void installed() {
        if (!installedVersion().equals(VERSION)) {
            if (!installedVersion().isEmpty()) {
                delete();
            }
            init(VERSION);
        }
        LabFiles.delete(VERSIONS.resolve(OLDER));
    }

    @Test
    void a_deleted_provider_leaves_no_rights_and_all_objects_and_takes_them_up_again() {
        assertThat(ours(RIGHTS)).isNotEmpty();
        assertThat(ours(POLICIES)).isNotEmpty();
        var definitions = ours("crd");

        delete();

        assertThat(ours(RIGHTS)).isEmpty();
        assertThat(RunningLab.kubectl("get", RIGHTS, "--output=name")).doesNotContain("capms");
        assertThat(ours(POLICIES)).isEmpty();
        assertThat(RunningLab.all("deployments"))
                .noneMatch(it -> it.at("/metadata/namespace").asText().equals(Component.METALSTACK.namespace()));
        assertThat(ours("crd")).hasSizeGreaterThan(5).isEqualTo(definitions);
        assertThat(uids()).isEqualTo(uids);

        init(VERSION);

        untouched();
    }

    @Test
    void an_upgrade_replaces_definitions_image_and_rights_and_touches_no_machine() {
        writeOlderBundle();
        delete();
        init(OLDER);
        assertThat(hasField()).isFalse();
        assertThat(image()).endsWith(":" + OLDER);
        assertThat(RunningLab.kubectl("get", "clusterrole", ROLE, "--output=json"))
                .contains(RESOURCE);

        assertThat(type(OnThePage.UPGRADE).lines())
                .anyMatch(it -> it.startsWith(Component.METALSTACK.label())
                        && it.contains(OLDER)
                        && it.stripTrailing().endsWith(VERSION));

        assertThat(installedVersion()).isEqualTo(VERSION);
        assertThat(hasField()).isTrue();
        assertThat(image()).endsWith(":" + VERSION);
        assertThat(RunningLab.kubectl("get", "clusterrole", ROLE, "--output=json"))
                .contains("metalstackclusters")
                .doesNotContain(RESOURCE);
        untouched();
    }

    @Test
    void a_version_that_no_release_knows_cannot_be_upgraded() {
        setInstalledVersion("v0.0.9");
        try {
            var plan = RunningLab.inside("clusterctl").and("upgrade", "plan").result();

            assertThat(plan.code()).isNotZero();
            assertThat(plan.errors())
                    .contains(
                            "version v0.0.9 (the current version) for the provider",
                            "does not match any release series");
        } finally {
            setInstalledVersion(VERSION);
        }
    }

    /** The manager takes everything up, as it tells anew of what is forgotten, and does nothing in metal-api but look. */
    private void untouched() {
        long look = RunningLab.lastCall();
        RunningLab.told().forEach(UpgradeTest::forget);
        RunningLab.awaits("the manager to tell of all", () -> RunningLab.ready().equals(ready));
        assertThat(RunningLab.settled()).isEqualTo(boots);
        RunningLab.awaits(
                "a look of the manager", () -> RunningLab.callsSince(look).others() > 0);
        var calls = RunningLab.callsSince(since);
        assertThat(calls.allocate()).isZero();
        assertThat(calls.free()).isZero();
        assertThat(RunningLab.allocations()).isNotEmpty().isEqualTo(allocations);
        assertThat(uids()).isEqualTo(uids);
    }

    private static void forget(JsonNode object) {
        RunningLab.kubectl(
                "patch",
                object.path("kind").asText().toLowerCase(Locale.ROOT),
                object.at("/metadata/name").asText(),
                "--namespace=default",
                "--subresource=status",
                "--type=json",
                "--patch=[{\"op\": \"remove\", \"path\": \"/status/conditions\"}]");
    }

    private static Map<String, String> uids() {
        return RunningLab.each(RunningLab.kinds(), it -> it.at("/metadata/uid").asText());
    }

    private static List<String> ours(String kinds) {
        return RunningLab.kubectl("get", kinds, "--selector=" + OURS, "--output=name")
                .lines()
                .toList();
    }

    private static void delete() {
        assertThat(type(OnThePage.REMOVE)).contains(Component.METALSTACK.label());
    }

    private static String type(Page.Place place) {
        return Reader.ofLabWithProvider().types(Reader.page(MoveScenario.PAGE).at(place));
    }

    private static void init(String version) {
        RunningLab.clusterctl("init", "--infrastructure", PROVIDER + ":" + version, "--wait-providers");
    }

    private static String installedVersion() {
        return RunningLab.all("providers.clusterctl.cluster.x-k8s.io").stream()
                .filter(it -> it.at("/metadata/name").asText().equals(Component.METALSTACK.label()))
                .map(it -> it.path("version").asText())
                .collect(Collectors.joining());
    }

    private static void setInstalledVersion(String version) {
        RunningLab.kubectl(
                "patch",
                "providers.clusterctl.cluster.x-k8s.io",
                Component.METALSTACK.label(),
                "--namespace=" + Component.METALSTACK.namespace(),
                "--type=merge",
                "--patch={\"version\": \"%s\"}".formatted(version));
    }

    private static boolean hasField() {
        return !specOf(RunningLab.json(RunningLab.kubectl("get", "crd", CRD, "--output=json")))
                .at("/properties/" + FIELD)
                .isMissingNode();
    }

    private static String image() {
        return RunningLab.kubectl(
                "get",
                "deployment",
                "--namespace=" + Component.METALSTACK.namespace(),
                "--output=jsonpath={.items[*].spec.template.spec.containers[*].image}");
    }

    private static JsonNode specOf(JsonNode definition) {
        return definition.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
    }

    /** The present bundle, with a field less, another tag and a right more. */
    private static void writeOlderBundle() {
        var folder = VERSIONS.resolve(OLDER);
        LabFiles.copy(BUNDLE.folder(), folder);
        var changed = new TreeMap<String, Integer>();
        var documents = ComponentManifests.documents(BUNDLE.manifest());
        for (var document : documents) {
            switch (RunningLab.name(document)) {
                case "CustomResourceDefinition/" + CRD -> {
                    assertThat(((ObjectNode) specOf(document).path("properties")).remove(FIELD))
                            .isNotNull();
                    changed.merge("field", 1, Integer::sum);
                }
                case "ClusterRole/" + ROLE -> {
                    document.withArray("rules")
                            .addObject()
                            .putPOJO("apiGroups", List.of("example.org"))
                            .putPOJO("resources", List.of(RESOURCE))
                            .putPOJO("verbs", List.of("get"));
                    changed.merge("right", 1, Integer::sum);
                }
                case "Deployment/capms-controller-manager" -> {
                    var container = (ObjectNode) document.at("/spec/template/spec/containers/0");
                    container.put("image", container.path("image").asText().replace(":" + VERSION, ":" + OLDER));
                    changed.merge("image", 1, Integer::sum);
                }
                default -> {}
            }
        }
        assertThat(changed)
                .hasSize(3)
                .allSatisfy((what, times) -> assertThat(times).isOne());
        write(folder.resolve(Component.METALSTACK.file()), documents);
    }

    private static void write(Path file, List<ObjectNode> documents) {
        try {
            var text = new StringBuilder();
            for (var document : documents) {
                text.append(new YAMLMapper().writeValueAsString(document));
            }
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
