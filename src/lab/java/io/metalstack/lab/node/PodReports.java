package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows the cluster what runs on the machine: a mirror pod for each static pod, with its real state. Other pods are only
 * reported as running; whoever deletes one has it deleted at once, so that a drain ends.
 */
final class PodReports {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private final KubeApi api;
    private final String nodeName;
    private final String nodeUid;
    private final String address;
    private final Journal journal;

    PodReports(KubeApi api, String nodeName, String nodeUid, String address, Journal journal) {
        this.api = api;
        this.nodeName = nodeName;
        this.nodeUid = nodeUid;
        this.address = address;
        this.journal = journal;
    }

    /** One round over all pods of the Node. */
    void report(List<PodProcesses> running) throws IOException, InterruptedException {
        var known = new LinkedHashMap<String, JsonNode>();
        var list = api.get("/api/v1/pods?resourceVersion=0&fieldSelector=spec.nodeName%3D" + nodeName);
        list.path("items").forEach(pod -> known.put(path(pod), pod));
        var mirrors = new HashSet<String>();
        for (var processes : running) {
            var pod = processes.pod();
            var path = path(pod.namespace(), PodObject.mirrorName(pod, nodeName));
            mirrors.add(path);
            try {
                mirror(processes, path, known.get(path));
            } catch (KubeApi.Refused e) {
                // For its first second an API server does not know its own priority classes.
                var early = e.sentence().contains("no PriorityClass with name");
                journal.sayOnce(
                        "mirror pod of " + pod.name(), early ? "the API server is not complete yet" : e.sentence());
            }
        }
        for (var entry : known.entrySet()) {
            if (!mirrors.contains(entry.getKey())) {
                other(entry.getKey(), entry.getValue());
            }
        }
    }

    private void mirror(PodProcesses processes, String path, @Nullable JsonNode known)
            throws IOException, InterruptedException {
        var pod = processes.pod();
        if (known != null && (isBeingDeleted(known) || !pod.hash().equals(mirrorHash(known)))) {
            api.delete(path);
            known = null;
        }
        if (known == null) {
            known = api.create(path(pod.namespace(), ""), PodObject.mirror(pod, nodeName, nodeUid, Instant.now()));
            journal.say("mirror pod of " + pod.name() + " created");
        }
        status(path, known, processes.states());
    }

    private void other(String path, JsonNode pod) throws IOException, InterruptedException {
        if (isBeingDeleted(pod) || !mirrorHash(pod).isEmpty()) {
            api.delete(path);
        } else if (!ENDED.contains(pod.path("status").path("phase").asText())) {
            status(path, pod, PodObject.pretended(pod));
        }
    }

    private void status(String path, JsonNode pod, Map<String, ContainerState> states)
            throws IOException, InterruptedException {
        var patch = PodObject.statusPatch(pod, states, address, Instant.now());
        if (patch.isPresent()) {
            try {
                api.patch(path + "/status", patch.get());
            } catch (KubeApi.Refused e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
    }

    private static boolean isBeingDeleted(JsonNode pod) {
        return Json.text(pod.path("metadata"), "deletionTimestamp").isPresent();
    }

    private static String mirrorHash(JsonNode pod) {
        return pod.path("metadata").path("annotations").path(PodObject.MIRROR).asText();
    }

    private static String path(JsonNode pod) {
        var metadata = pod.path("metadata");
        return path(metadata.path("namespace").asText(), metadata.path("name").asText());
    }

    private static String path(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/pods" + (name.isEmpty() ? "" : "/" + name);
    }
}
