package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.house.TestApiServer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The manifests in {@code src/test/manifests}, as a real API server takes or refuses them: strictly, so that an unknown
 * field is a mistake. They lie in the namespace {@code default}, as its length counts.
 */
class ManifestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Manifest> ALL = Manifest.all();

    private static KubernetesClient client;

    @BeforeAll
    static void connect() {
        client = TestApiServer.adminClient();
        AdmissionTest.awaitPolicies(client);
    }

    @AfterAll
    static void close() {
        client.close();
    }

    static Stream<Manifest> valid() {
        return ALL.stream().filter(Manifest::valid);
    }

    static Stream<Manifest> invalid() {
        return ALL.stream().filter(it -> !it.valid());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void is_accepted(Manifest manifest) {
        assertThatCode(() -> apply(manifest)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void is_refused_with_a_message_that_helps(Manifest manifest) {
        assertThat(manifest.expected()).as("lines \"# expected: …\"").isNotEmpty();
        assertThatThrownBy(() -> apply(manifest))
                .as("applying %s", manifest)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        it -> assertThat(it.getStatus().getMessage()).contains(manifest.expected()));
    }

    @Test
    void each_invalid_manifest_has_a_valid_twin_that_differs_in_one_thing_only() {
        var softly = new SoftAssertions();
        invalid().forEach(it -> {
            var twin = valid().filter(it::isTwinOf).findFirst();
            softly.assertThat(twin).as("twin of %s", it).isPresent();
            twin.ifPresent(other -> softly.assertThat(it.differencesTo(other))
                    .as("places in which %s and its twin differ", it)
                    .isEqualTo(1));
        });
        softly.assertAll();
    }

    @Test
    void each_rule_and_each_constraint_has_a_manifest_that_breaks_it() throws IOException {
        var rules = AdmissionRule.all();
        assertThat(rules).hasSizeGreaterThan(220);

        var untried = rules.stream()
                .filter(rule -> invalid().noneMatch(rule::isExpectedBy))
                .toList();

        assertThat(untried)
                .as("rules that no manifest breaks: add invalid-<what>.yaml and its valid twin")
                .isEmpty();
    }

    /** Its samples and cluster templates, and what its controllers write: in our words, with its fields. */
    @Test
    void what_the_go_provider_has_is_among_the_valid_ones() {
        var itsTemplates = valid().filter(it -> it.what().equals("go-provider-template"));
        var itsObjects = valid().filter(it -> it.what().matches("go-provider-(made|firewall-made|status)"));

        assertThat(itsTemplates)
                .extracting(Manifest::kind)
                .containsExactlyInAnyOrder(
                        "MetalStackCluster",
                        "MetalStackFirewallDeployment",
                        "MetalStackFirewallTemplate",
                        "MetalStackMachineTemplate");
        assertThat(itsObjects)
                .extracting(Manifest::toString)
                .containsExactlyInAnyOrder(
                        "MetalStackCluster/valid-go-provider-made",
                        "MetalStackCluster/valid-go-provider-status",
                        "MetalStackFirewallDeployment/valid-go-provider-firewall-made",
                        "MetalStackFirewallDeployment/valid-go-provider-status",
                        "MetalStackMachine/valid-go-provider-made",
                        "MetalStackMachine/valid-go-provider-status");
    }

    @Test
    void there_are_enough_of_them_and_none_is_left_behind() {
        assertThat(ALL).hasSizeGreaterThanOrEqualTo(600);
        assertThat(ALL).extracting(Manifest::kind).containsOnly(AdmissionRule.KINDS);
        for (var kind : AdmissionRule.KINDS) {
            assertThat(client.genericKubernetesResources("infrastructure.cluster.x-k8s.io/v1alpha1", kind)
                            .inNamespace("default")
                            .list()
                            .getItems())
                    .as(kind)
                    .isEmpty();
        }
    }

    /** A dry run where that says it all; else the first object is made, changed into the second, and deleted again. */
    private static void apply(Manifest manifest) {
        var path = "/apis/infrastructure.cluster.x-k8s.io/v1alpha1/namespaces/default/"
                + manifest.kind().toLowerCase(Locale.ROOT) + "s";
        var first = manifest.objects().getFirst();
        if (manifest.objects().size() == 1) {
            client.raw(path + "?fieldValidation=Strict&dryRun=All", "POST", first.toString());
            return;
        }
        var created = client.raw(path + "?fieldValidation=Strict", "POST", first.toString());
        var one = path + "/" + first.at("/metadata/name").asText();
        try {
            change(one, created, manifest.objects().get(1));
        } finally {
            client.raw(one, "DELETE", null);
        }
    }

    /** A provider of another test may be up and tell something of the object meanwhile. */
    private static void change(String path, String before, ObjectNode after) {
        var second = at(after, before);
        try {
            client.raw(
                    path + (second.has("status") ? "/status" : "") + "?fieldValidation=Strict",
                    "PUT",
                    second.toString());
        } catch (KubernetesClientException e) {
            if (!ObjectWriter.isConflict(e)) {
                throw e;
            }
            change(path, client.raw(path, "GET", null), after);
        }
    }

    /** The second object as a change of the first, which tells what it is a change of. */
    private static ObjectNode at(ObjectNode second, String created) {
        try {
            var change = second.deepCopy();
            change.withObject("/metadata")
                    .set("resourceVersion", JSON.readTree(created).at("/metadata/resourceVersion"));
            return change;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
