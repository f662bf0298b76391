package io.metalstack.lab.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodObjectTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00Z");
    private static final StaticPod ETCD = StaticPodTest.parse("""
            apiVersion: v1
            kind: Pod
            metadata:
              annotations: {kubeadm.kubernetes.io/etcd.advertise-client-urls: "https://10.0.0.7:2379"}
              creationTimestamp: null
              labels: {component: etcd, tier: control-plane}
              name: etcd
              namespace: kube-system
            spec:
              containers: [{name: etcd, image: "etcd:3.6", command: [etcd]}]
              priorityClassName: system-node-critical
            status: {}
            """);

    @Test
    void mirrors_a_static_pod_as_node_restriction_wants_it() {
        var mirror = PodObject.mirror(ETCD, "cp-1", "node-uid", NOW);

        assertThat(mirror.at("/metadata/name").asText()).isEqualTo("etcd-cp-1");
        assertThat(mirror.at("/metadata/labels/component").asText()).isEqualTo("etcd");
        assertThat(mirror.at("/metadata/annotations/kubernetes.io~1config.mirror")
                        .asText())
                .isEqualTo(ETCD.hash());
        assertThat(mirror.at("/metadata/annotations/kubernetes.io~1config.source")
                        .asText())
                .isEqualTo("file");
        assertThat(mirror.at("/metadata/annotations").size()).isEqualTo(5);
        assertThat(mirror.at("/metadata/ownerReferences").toString())
                .isEqualTo("[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"cp-1\",\"uid\":\"node-uid\","
                        + "\"controller\":true}]");
        assertThat(mirror.at("/spec/nodeName").asText()).isEqualTo("cp-1");
        assertThat(mirror.at("/spec/tolerations").toString())
                .isEqualTo("[{\"operator\":\"Exists\",\"effect\":\"NoExecute\"}]");
        assertThat(mirror.has("status")).isFalse();
        assertThat(mirror.at("/metadata").has("creationTimestamp")).isFalse();
    }

    @Test
    void leaves_the_manifest_as_it_was() {
        var before = ETCD.manifest().deepCopy();

        PodObject.mirror(ETCD, "cp-1", "node-uid", NOW);

        assertThat(ETCD.manifest()).isEqualTo(before);
    }

    @Test
    void reports_readiness_by_the_probe() {
        var running = patch(mirror(), ContainerState.running(EARLIER, false, 2));

        assertThat(running.at("/phase").asText()).isEqualTo("Running");
        assertThat(condition(running, "Ready")).isEqualTo("False");
        assertThat(condition(running, "ContainersReady")).isEqualTo("False");
        assertThat(condition(running, "Initialized")).isEqualTo("True");
        assertThat(running.at("/containerStatuses/0/restartCount").asInt()).isEqualTo(2);
        assertThat(running.at("/containerStatuses/0/state/running/startedAt").asText())
                .isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(patch(mirror(), ContainerState.running(EARLIER, true, 2)), "Ready"))
                .isEqualTo("True");
    }

    @Test
    void stays_pending_with_the_reason_when_its_program_is_missing() {
        var status = patch(mirror(), ContainerState.waiting(EARLIER, 0, "CreateContainerError"));

        assertThat(status.at("/phase").asText()).isEqualTo("Pending");
        assertThat(status.at("/containerStatuses/0/state/waiting/reason").asText())
                .isEqualTo("CreateContainerError");
        assertThat(status.at("/containerStatuses/0/started").asBoolean()).isFalse();
    }

    @Test
    void reports_nothing_that_is_known() {
        var state = ContainerState.running(EARLIER, true, 0);
        var pod = mirror();
        pod.set("status", patch(pod, state));
        // Others have their say in a pod's conditions too.
        pod.withArray("/status/conditions")
                .addObject()
                .put("type", "DisruptionTarget")
                .put("status", "False");

        assertThat(PodObject.statusPatch(pod, Map.of("etcd", state), "10.0.0.7", NOW.plusSeconds(9)))
                .isEmpty();
    }

    @Test
    void keeps_phase_and_unchanged_times_while_a_process_is_started_again() {
        var pod = mirror();
        pod.set("status", patch(pod, ContainerState.running(EARLIER, true, 0)));

        var status = PodObject.statusPatch(
                        pod,
                        Map.of("etcd", ContainerState.waiting(NOW, 0, "CrashLoopBackOff")),
                        "10.0.0.7",
                        NOW.plusSeconds(9))
                .orElseThrow()
                .path("status");

        assertThat(status.path("phase").asText()).isEqualTo("Running");
        assertThat(status.path("startTime").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(status.toString())
                .contains(
                        "\"lastTransitionTime\":\"2026-01-02T03:04:05Z\"",
                        "\"lastTransitionTime\":\"2026-01-02T03:04:14Z\"");
    }

    @Test
    void pretends_that_pods_run_which_the_lab_does_not_run() {
        var pod = mirror();
        pod.withObjectProperty("metadata").put("creationTimestamp", "2026-01-01T00:00:00Z");

        assertThat(PodObject.pretended(pod)).isEqualTo(Map.of("etcd", ContainerState.running(EARLIER, true, 0)));
    }

    private static ObjectNode mirror() {
        return PodObject.mirror(ETCD, "cp-1", "node-uid", NOW);
    }

    private static JsonNode patch(ObjectNode pod, ContainerState state) {
        return PodObject.statusPatch(pod, Map.of("etcd", state), "10.0.0.7", NOW)
                .orElseThrow()
                .path("status");
    }

    private static String condition(JsonNode status, String type) {
        for (var condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "missing";
    }
}
