package io.metalstack.lab.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** What the tests of a running simulator share: a clock, a simulator, a client, and the requests made most often. */
abstract class Bench {
    static final String IMAGE = "debian-13.0";

    final SetClock clock = new SetClock();
    final Simulator metal;
    final Caller api;

    Bench(Simulator.Builder builder) {
        metal = builder.clock(clock).start();
        api = new Caller(metal, clock);
    }

    Bench() {
        this(Simulator.builder());
    }

    @AfterEach
    void stop() {
        metal.close();
    }

    /** A node network of the project, IPv4 only. */
    String network(String project) {
        return api.post(
                        "/v1/network/allocate",
                        Map.of("projectid", project, "partitionid", InventorySpec.MINI_LAB, "addressfamily", "IPv4"))
                .at("/id")
                .asText();
    }

    /** A further partition whose node networks are cut out of 10.9.0.0/16; it has no underlay and no machines. */
    void addPartition(String id) {
        metal.control().addPartition(new InventorySpec.Partition(id, null, null, null, null));
        metal.control()
                .addNetwork(InventorySpec.Network.privateSuper(
                        "super-" + id, id, List.of("10.9.0.0/16"), Map.of("IPv4", 24)));
    }

    /** The body of an allocation that succeeds. */
    static Map<String, Object> allocation(String project, String network) {
        var body = new HashMap<String, Object>();
        body.put("projectid", project);
        body.put("partitionid", InventorySpec.MINI_LAB);
        body.put("sizeid", InventorySpec.SMALL);
        body.put("imageid", IMAGE);
        body.put("name", "worker-1");
        body.put("hostname", "worker-1");
        body.put("networks", List.of(Map.of("networkid", network)));
        return body;
    }

    Caller.Answer allocate(String project, String network) {
        return api.post("/v1/machine/allocate", allocation(project, network));
    }

    static Map<String, Object> with(Map<String, Object> body, String key, Object value) {
        var changed = new HashMap<>(body);
        changed.put(key, value);
        return changed;
    }

    static Map<String, Object> without(Map<String, Object> body, String key) {
        var changed = new HashMap<>(body);
        changed.remove(key);
        return changed;
    }
}
