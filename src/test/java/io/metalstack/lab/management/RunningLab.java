package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A lab with one cluster, {@code demo}, of a control plane and two workers. It comes up once for all classes that ask for it;
 * each test leaves the cluster as it found it, and meets it through the programs that a user has.
 */
final class RunningLab implements BeforeAllCallback {
    static final Path CHECKOUT = Path.of("");
    static final LabFiles FILES = LabFiles.of(CHECKOUT);
    static final String CLUSTER = "demo";
    static final String WORKERS = CLUSTER + "-md-0";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static boolean up;

    @Override
    public void beforeAll(ExtensionContext context) {
        var unused = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RunningLab.class))
                .computeIfAbsent("end", key -> (AutoCloseable) RunningLab::down, AutoCloseable.class);
        if (!up) {
            requireNone();
            up = true;
            assertThat(lab("up", "--control-planes=1", "--workers=2")).isZero();
        }
        var alsoUnused = settled();
    }

    /** Nobody's lab is ended unasked. */
    static void requireNone() {
        assertThat(LabProcess.find(FILES))
                .as("a lab that somebody else started; make lab-down ends it")
                .isEmpty();
    }

    /** Ends it, also for a test that needs a lab of its own: the next class gets a new one. */
    static void down() {
        if (up) {
            up = false;
            assertThat(lab("down")).isZero();
        }
    }

    static int lab(String... words) {
        return Lab.run(CHECKOUT, System.out, words);
    }

    /** A program of the lab's tools, inside the lab. */
    static Command inside(String program) {
        return entering(Shortcuts.inside(FILES, program));
    }

    private static Command entering(Command command) {
        var lab = LabProcess.find(FILES).orElseThrow(() -> new LabException("the lab is not running"));
        return Command.of(lab.enter(command.words())).with(command.environment());
    }

    static String clusterctl(String... words) {
        return inside("clusterctl").and(words).run();
    }

    static String kubectl(String... words) {
        return inside("kubectl").and(words).run();
    }

    /** Items of a kind, or of several that are joined by commas, in all namespaces. */
    static List<JsonNode> all(String kinds) {
        return items(kubectl("get", kinds, "--all-namespaces", "--output=json"));
    }

    /** The items of a list in JSON. */
    static List<JsonNode> items(String list) {
        return StreamSupport.stream(json(list).path("items").spliterator(), false)
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new LabException("this is no JSON: " + e.getMessage(), e);
        }
    }

    /** Kind and name of an object. */
    static String name(JsonNode object) {
        return object.path("kind").asText() + "/" + object.at("/metadata/name").asText();
    }

    /** Of each object of these kinds what a function says. */
    static Map<String, String> each(String kinds, Function<JsonNode, String> what) {
        return all(kinds).stream().collect(Collectors.toMap(RunningLab::name, what, (a, b) -> a, TreeMap::new));
    }

    /** All kinds that clusterctl moves, as kubectl wants them. */
    static String kinds() {
        return items(kubectl("get", "crd", "--selector=clusterctl.cluster.x-k8s.io", "--output=json")).stream()
                .map(it -> it.at("/metadata/name").asText())
                .filter(it -> !it.endsWith(".clusterctl.cluster.x-k8s.io"))
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** Those of the provider, likewise. */
    static String ourKinds() {
        return List.of(kinds().split(",")).stream()
                .filter(it -> it.contains(".infrastructure."))
                .collect(Collectors.joining(","));
    }

    /** Calls of metal-api after the one of this number. */
    static MetalControl.Calls callsSince(long number) {
        return MetalControl.Calls.of(control("GET", "/control/calls?since=" + number, ""));
    }

    /** Number of the last call of metal-api. */
    static long lastCall() {
        return callsSince(0).last();
    }

    /** Asks the simulator's control, which is only there inside the lab. */
    static JsonNode control(String method, String path, String body) {
        var words = new ArrayList<>(Jvm.words(FILES, "control"));
        words.addAll(List.of(MetalControl.class.getName(), method, path, body));
        return json(entering(Command.of(words)).run());
    }

    /** Allocations of machines and firewalls by their host names. */
    static Map<String, String> allocations() {
        var found = new TreeMap<String, String>();
        control("GET", "/control/allocations", "")
                .path("allocations")
                .forEach(it -> found.put(
                        it.path("hostname").asText(), it.path("allocationuuid").asText()));
        return found;
    }

    /** Which boot each node is in. */
    static Map<String, String> bootIds() {
        return nodes().stream()
                .collect(Collectors.toMap(
                        it -> it.at("/metadata/name").asText(),
                        it -> it.at("/status/nodeInfo/bootID").asText(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static List<JsonNode> nodes() {
        var kubeconfig = FILES.workloadKubeconfig(CLUSTER).toString();
        return items(kubectl("--kubeconfig", kubeconfig, "get", "nodes", "--output=json"));
    }

    /** Names of the Machines of the workers. */
    static Set<String> workers() {
        return items(kubectl(
                        "get",
                        "machines",
                        "--namespace=default",
                        "--selector=cluster.x-k8s.io/deployment-name=" + WORKERS,
                        "--output=json"))
                .stream()
                .map(it -> it.at("/metadata/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Waits until the cluster is whole, as after {@code make lab}, and returns its boot ids. */
    static Map<String, String> settled() {
        var goal =
                new ClusterState.Goal(1, 2, KubernetesReleases.in(FILES.tools()).newest());
        awaits("the cluster to be whole", () -> {
            var state = new ClusterState(
                    Optional.of(all("clusters.cluster.x-k8s.io").getFirst()).map(RunningLab::generic),
                    all("machines.cluster.x-k8s.io").stream()
                            .map(RunningLab::generic)
                            .toList(),
                    nodes().stream()
                            .map(it -> JSON.convertValue(it, Node.class))
                            .toList());
            return state.reached(goal) && told().stream().allMatch(RunningLab::isReady);
        });
        return bootIds();
    }

    /** Objects of the provider that its manager calls ready as they are now. */
    static Set<String> ready() {
        return told().stream().filter(RunningLab::isReady).map(RunningLab::name).collect(Collectors.toSet());
    }

    /** Objects of the provider with conditions. */
    static List<JsonNode> told() {
        return all(ourKinds()).stream()
                .filter(it -> !it.at("/status/conditions").isMissingNode())
                .toList();
    }

    private static boolean isReady(JsonNode object) {
        return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
                .anyMatch(it -> it.path("type").asText().equals("Ready")
                        && it.path("status").asText().equals("True")
                        && it.path("observedGeneration").asLong()
                                == object.at("/metadata/generation").asLong());
    }

    private static GenericKubernetesResource generic(JsonNode object) {
        return JSON.convertValue(object, GenericKubernetesResource.class);
    }

    static void awaits(String what, Supplier<Boolean> question) {
        Poll.untilTrue(what, PATIENCE, PAUSE, question);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new LabException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
