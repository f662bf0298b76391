package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Pods of the machine as the API server sees them. */
final class PodObject {

    /** On a pod that only mirrors a static one: the hash of its manifest. */
    static final String MIRROR = "kubernetes.io/config.mirror";

    private static final Set<String> READINESS = Set.of("Ready", "ContainersReady");
    private static final List<String> CONDITIONS =
            List.of("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled");

    private PodObject() {}

    static String mirrorName(StaticPod pod, String nodeName) {
        return pod.name() + "-" + nodeName;
    }

    /**
     * The pod through which the cluster sees a static pod. Node authorizer and NodeRestriction let a node create it only
     * with the annotation and an owner reference to its own Node.
     */
    static ObjectNode mirror(StaticPod pod, String nodeName, String nodeUid, Instant now) {
        var mirror = pod.manifest().deepCopy();
        mirror.remove("status");
        var metadata = mirror.withObjectProperty("metadata");
        metadata.remove(List.of("uid", "resourceVersion", "creationTimestamp"));
        metadata.put("name", mirrorName(pod, nodeName)).put("namespace", pod.namespace());
        metadata.withObjectProperty("annotations")
                .put(MIRROR, pod.hash())
                .put("kubernetes.io/config.hash", pod.hash())
                .put("kubernetes.io/config.source", "file")
                .put("kubernetes.io/config.seen", NodeObject.seconds(now));
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", nodeName)
                .put("uid", nodeUid)
                .put("controller", true);
        var spec = mirror.withObjectProperty("spec");
        spec.put("nodeName", nodeName);
        spec.withArrayProperty("tolerations")
                .addObject()
                .put("operator", "Exists")
                .put("effect", "NoExecute");
        return mirror;
    }

    /** Containers of a pod that the lab does not run: they are reported as if they did. */
    static Map<String, ContainerState> pretended(JsonNode pod) {
        var since = Json.text(pod.path("metadata"), "creationTimestamp")
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
        var states = new LinkedHashMap<String, ContainerState>();
        for (var container : pod.path("spec").path("containers")) {
            states.put(container.path("name").asText(), ContainerState.running(since, true, 0));
        }
        return states;
    }

    /**
     * The status to report, as a strategic merge patch.
     *
     * @param pod as the API server has it
     * @param states of its containers by name
     * @return empty if the API server knows already
     */
    static Optional<ObjectNode> statusPatch(
            JsonNode pod, Map<String, ContainerState> states, String address, Instant now) {
        var ready = !states.isEmpty() && states.values().stream().allMatch(ContainerState::ready);
        var runs = states.values().stream().anyMatch(ContainerState::running);
        // A pod that has run once stays in this phase while its processes are started again.
        var phase = runs || pod.path("status").path("phase").asText().equals("Running") ? "Running" : "Pending";
        var time = NodeObject.seconds(now);
        var conditions = new ArrayList<Map<String, String>>();
        for (var type : CONDITIONS) {
            var status = ready || !READINESS.contains(type) ? "True" : "False";
            conditions.add(
                    Map.of("type", type, "status", status, "lastTransitionTime", since(pod, type, status, time)));
        }
        var containers = new ArrayList<Map<String, Object>>();
        for (var container : pod.path("spec").path("containers")) {
            var state = states.get(container.path("name").asText());
            if (state != null) {
                containers.add(containerStatus(pod, container, state));
            }
        }
        var status = Json.object(Map.of(
                "phase", phase,
                "hostIP", address,
                "podIP", address,
                "startTime", Json.text(pod.path("status"), "startTime").orElse(time),
                "conditions", conditions,
                "containerStatuses", containers));
        return same(pod.path("status"), status) ? Optional.empty() : Optional.of(Json.object(Map.of("status", status)));
    }

    private static Map<String, Object> containerStatus(JsonNode pod, JsonNode container, ContainerState state) {
        var image = container.path("image").asText();
        var name = container.path("name").asText();
        return Map.of(
                "name",
                name,
                "image",
                image,
                "imageID",
                image,
                "containerID",
                "process://" + pod.path("metadata").path("name").asText() + "/" + name,
                "ready",
                state.ready(),
                "started",
                state.running(),
                "restartCount",
                state.restarts(),
                "state",
                state.running()
                        ? Map.of("running", Map.of("startedAt", NodeObject.seconds(state.since())))
                        : Map.of("waiting", Map.of("reason", state.why())));
    }

    private static String since(JsonNode pod, String type, String status, String now) {
        return elements(pod.path("status").path("conditions"))
                .filter(it -> it.path("type").asText().equals(type)
                        && it.path("status").asText().equals(status))
                .flatMap(it -> Json.text(it, "lastTransitionTime").stream())
                .findFirst()
                .orElse(now);
    }

    /** Whether the API server would learn nothing new; it adds fields of its own, which do not count. */
    private static boolean same(JsonNode reported, JsonNode wanted) {
        return reported.path("phase").equals(wanted.path("phase"))
                && facts(reported.path("conditions"), "type", "status")
                        .containsAll(facts(wanted.path("conditions"), "type", "status"))
                && facts(reported.path("containerStatuses"), "name", "ready", "restartCount", "state")
                        .equals(facts(wanted.path("containerStatuses"), "name", "ready", "restartCount", "state"));
    }

    private static Set<List<JsonNode>> facts(JsonNode list, String... fields) {
        return elements(list)
                .map(it -> Stream.of(fields).map(it::path).toList())
                .collect(Collectors.toSet());
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
