package io.metalstack.capi.switching;

import static io.metalstack.capi.house.Stage.eventually;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.Caller;
import io.metalstack.lab.simulator.InventorySpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A cluster as the Go provider leaves it: its objects, and in metal-api what came of its requests (src/test/go-provider).
 * The Cluster is paused until it is handed over, so that nobody acts before all is there.
 */
final class GoCluster {

    static final String CONTROL_PLANE = "cp-1";
    static final String WORKER = "w-1";

    private static final Path FIXTURES = Path.of("src/test/go-provider");

    private final Bench bench;
    private final Stage stage;
    private final Caller caller;
    private final Map<String, String> fill = new HashMap<>();

    GoCluster(Bench bench, Stage stage) {
        this.bench = bench;
        this.stage = stage;
        this.caller = new Caller(bench.metal(), bench.clock());
        fill.put("$namespace", stage.namespace());
        fill.put("$project", stage.project());
        fill.put("$external", InventorySpec.INTERNET);
    }

    /** Node network, address, firewall, a machine of the control plane and a worker, all of them running. */
    GoCluster complete() {
        var network = allocateNetwork();
        var vip = allocateAddress();
        core();
        var cluster = cluster(
                "nodeNetworkID: " + network,
                "controlPlaneEndpoint: {host: " + vip + ", port: 443}",
                "firewallDeploymentRef: {name: demo-firewall}");
        firewall(cluster, allocate("firewall", "demo-firewall"));
        machine(CONTROL_PLANE, true, allocate("control-plane", CONTROL_PLANE));
        machine(WORKER, false, allocate("worker", WORKER));
        bench.metal().control().phoneHomeAll(stage.project());
        return this;
    }

    /** The id of a node network; later fixtures use it. */
    String allocateNetwork() {
        var id = post("/v1/network/allocate", "network", "/id");
        fill.put("$network", id);
        return id;
    }

    String allocateAddress() {
        return post("/v1/ip/allocate", "ip", "/ipaddress");
    }

    /** The id of a machine or firewall. */
    String allocate(String fixture, String name) {
        fill.put("$name", name);
        return post(fixture.equals("firewall") ? "/v1/firewall/allocate" : "/v1/machine/allocate", fixture, "/id");
    }

    /** The id of a worker whose cluster id metal's cloud controller has written anew since, as it has an admin key. */
    String allocateWithNewClusterId(String name) {
        fill.put("$name", name);
        var id = "\"cluster.metal-stack.io/id=";
        return post(
                "/v1/machine/allocate",
                filled("worker.json").replace(id + fill.get("$network"), id + stage.namespace() + "." + Stage.CLUSTER),
                "/id",
                name);
    }

    private String post(String path, String fixture, String pointer) {
        return post(path, filled(fixture + ".json"), pointer, fixture);
    }

    private String post(String path, String body, String pointer, String what) {
        var answer = caller.post(path, body);
        if (answer.status() >= 300) {
            throw new IllegalStateException(what + ": " + path + " answered " + answer.text());
        }
        return answer.at(pointer).asText();
    }

    /** The Cluster, paused, as core has it once the infrastructure was there. */
    void core() {
        stage.applyCoreCluster(Stage.CLUSTER, true);
        stage.infrastructureProvisioned();
    }

    HasMetadata cluster(String... specLines) {
        var yaml = filled("cluster.yaml");
        var lines = new StringBuilder();
        for (var line : specLines) {
            lines.append("  ").append(line).append('\n');
        }
        var cluster = apply(yaml.replace("status:\n", lines + "status:\n"));
        own(cluster, stage.coreCluster());
        return cluster;
    }

    void firewall(HasMetadata cluster, String machineId) {
        var template = apply(filled("firewall-template.yaml"));
        fill.put("$providerID", "metal://mini-lab/" + machineId);
        var deployment = apply(filled("firewall-deployment.yaml"));
        own(deployment, cluster);
        stage.own(template, deployment, false);
    }

    /** @param machineId what its provider id names; empty for {@code providerID: ""} */
    HasMetadata machine(String name, boolean controlPlane, String machineId) {
        fill.put("$name", name);
        fill.put("$providerID", machineId.isEmpty() ? "" : "metal://mini-lab/" + machineId);
        return machineAs(name, controlPlane, filled("machine.yaml"));
    }

    HasMetadata machineAs(String name, boolean controlPlane, String yaml) {
        stage.bootstrapSecret(name, Map.of("value", "#cloud-config\n", "format", "cloud-config"));
        var core = stage.applyCoreMachine(name, controlPlane, true);
        var machine = apply(yaml);
        own(machine, core);
        return machine;
    }

    /** Fixture text with everything filled in. */
    String filled(String file) {
        try {
            var text = Files.readString(FIXTURES.resolve(file));
            for (var it : fill.entrySet()) {
                text = text.replace(it.getKey(), it.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever this provider has written meanwhile. */
    private void own(HasMetadata resource, HasMetadata owner) {
        stage.patch(resource, """
                {"metadata": {"ownerReferences": [{"apiVersion": "%s", "kind": "%s", "name": "%s", "uid": "%s",
                  "controller": true, "blockOwnerDeletion": true}]}}
                """.formatted(
                        owner.getApiVersion(),
                        owner.getKind(),
                        owner.getMetadata().getName(),
                        owner.getMetadata().getUid()));
    }

    /** With its status, which a create does not write. */
    private HasMetadata apply(String yaml) {
        var made = stage.apply(yaml);
        var status = bench.admin()
                .getKubernetesSerialization()
                .unmarshal(yaml, GenericKubernetesResource.class)
                .getAdditionalProperties()
                .get("status");
        if (status != null) {
            bench.admin()
                    .resource(made)
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            bench.admin().getKubernetesSerialization().asJson(Map.of("status", status)));
        }
        return bench.admin().resource(made).get();
    }

    /** Instead of one that it allocates itself. */
    String given(String network) {
        fill.put("$network", network);
        return network;
    }

    void makeStatic(String address) {
        var answer = caller.post("/v1/ip", Map.of("ipaddress", address, "type", "static"));
        if (answer.status() >= 300) {
            throw new IllegalStateException(answer.text());
        }
    }

    void patchStatus(HasMetadata resource, String json) {
        bench.admin()
                .resource(resource)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":" + json + "}");
    }

    /** From now on this provider has it. */
    void handOver() {
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        eventually().until(() -> !stage.coreCluster().paused());
    }
}
