package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A machine that dies, and a MachineHealthCheck that notices. */
@Tag("end-to-end")
@ExtendWith(RunningLab.class)
class MachineHealthCheckTest {
    private static final String CHECK = """
            apiVersion: cluster.x-k8s.io/v1beta2
            kind: MachineHealthCheck
            metadata:
              name: workers
              namespace: default
            spec:
              clusterName: demo
              selector:
                matchLabels:
                  cluster.x-k8s.io/deployment-name: demo-md-0
              checks:
                unhealthyNodeConditions:
                  - type: Ready
                    status: Unknown
                    timeoutSeconds: 5
            """;

    @AfterEach
    void uncheck() {
        RunningLab.kubectl("delete", "machinehealthcheck", "workers", "--namespace=default", "--ignore-not-found");
    }

    @Test
    void t13_a_dead_machine_is_replaced_and_its_allocation_freed_and_nothing_else() {
        var boots = RunningLab.settled();
        var allocations = RunningLab.allocations();
        var dead = RunningLab.workers().iterator().next();
        RunningLab.inside("kubectl").and("apply", "-f", "-").reading(CHECK).run();
        long since = RunningLab.lastCall();

        RunningLab.control("POST", "/control/machines/%s/power".formatted(machine(dead)), "{\"on\": false}");

        RunningLab.awaits(
                "another machine in place of " + dead,
                () -> !RunningLab.workers().contains(dead));
        var after = RunningLab.settled();
        assertThat(RunningLab.allocations())
                .hasSameSizeAs(allocations)
                .doesNotContainValue(allocations.get(dead))
                .containsAllEntriesOf(without(dead, allocations));
        assertThat(after).hasSameSizeAs(boots).containsAllEntriesOf(without(dead, boots));
        var calls = RunningLab.callsSince(since);
        assertThat(calls.allocate()).isEqualTo(1);
        assertThat(calls.free()).isEqualTo(1);
    }

    /** The hardware on which a Machine runs. */
    private static String machine(String name) {
        var providerId = RunningLab.kubectl(
                "get",
                "machines.cluster.x-k8s.io",
                name,
                "--namespace=default",
                "--output=jsonpath={.spec.providerID}");
        return providerId.substring(providerId.lastIndexOf('/') + 1);
    }

    private static Map<String, String> without(String name, Map<String, String> all) {
        var rest = new TreeMap<>(all);
        assertThat(rest.remove(name)).isNotNull();
        return rest;
    }
}
