package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A cluster as a Cluster API provider makes it: the calls, in this order, with the tags that it writes. */
final class Demo {
    private static final String PREFIX = "metal-stack.infrastructure.cluster.x-k8s.io/";
    private static final String INTERNET = InventorySpec.INTERNET;

    private final Simulator metal;
    private final Caller api;
    private final SetClock clock;
    private final String project;
    private final String name;
    private final Map<String, String> common;
    private String network = "";
    private String endpoint = "";

    /** @param name {@code <namespace>.<name>} */
    Demo(Simulator metal, Caller api, SetClock clock, String name, String uid) {
        this.metal = metal;
        this.api = api;
        this.clock = clock;
        this.name = name;
        this.project = metal.newProject();
        common = Map.of(
                "cluster.metal-stack.io/id", name, PREFIX + "cluster-resource", name, PREFIX + "cluster-uid", uid);
    }

    private String shortName() {
        return name.substring(name.indexOf('.') + 1);
    }

    private List<String> tags(Map<String, String> own) {
        var tags = new ArrayList<String>();
        common.forEach((key, value) -> tags.add(key + "=" + value));
        own.forEach((key, value) -> tags.add(PREFIX + key + "=" + value));
        return tags;
    }

    private Caller.Answer call(String path, Object body) {
        clock.pass(Duration.ofSeconds(1));
        var answer = api.post(path, body);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        return answer;
    }

    /** Its node network and the address of its control plane. */
    Demo begin() {
        var body = new HashMap<String, Object>(Map.of("projectid", project, "partitionid", InventorySpec.MINI_LAB));
        body.put("name", shortName());
        body.put("labels", common);
        body.put("addressfamily", "IPv4");
        network = call("/v1/network/allocate", body).at("/id").asText();
        var tags = tags(Map.of("purpose", "control-plane"));
        tags.removeIf(it -> it.startsWith("cluster.metal-stack.io/id="));
        endpoint = call(
                        "/v1/ip/allocate",
                        Map.of(
                                "projectid", project,
                                "networkid", INTERNET,
                                "name", shortName() + "-control-plane",
                                "type", "ephemeral",
                                "tags", tags))
                .at("/ipaddress")
                .asText();
        return this;
    }

    /** A firewall; answers its id. */
    String firewall() {
        var host = shortName() + "-firewall-x7k2p";
        var own = Map.of(
                "firewall-deployment-resource", name + "-firewall", "firewall-resource", name + "-firewall-x7k2p");
        return allocate(
                "/v1/firewall/allocate", host, "firewall-ubuntu-3.0", own, List.of(Map.of("networkid", INTERNET)));
    }

    /** A control-plane machine, which has the control plane's address; answers its id. */
    String controlPlane(String suffix) {
        var own = Map.of("machine-resource", name + "-" + suffix, "purpose", "control-plane");
        var more = List.of(Map.<String, Object>of("networkid", INTERNET, "autoacquire", false));
        return allocate("/v1/machine/allocate", shortName() + "-" + suffix, Bench.IMAGE, own, more);
    }

    /** A worker; answers its id. */
    String worker(String suffix) {
        var own = Map.of("machine-resource", name + "-" + suffix);
        return allocate("/v1/machine/allocate", shortName() + "-" + suffix, Bench.IMAGE, own, List.of());
    }

    private String allocate(
            String path, String host, String image, Map<String, String> own, List<Map<String, Object>> more) {
        var claim = new HashMap<>(own);
        claim.put("claim", host);
        var unused = call("/v1/machine/find", Map.of("tags", List.of(PREFIX + "claim=" + host)));
        var body = Bench.with(Bench.allocation(project, network), "imageid", image);
        body.put("name", host);
        body.put("hostname", host);
        body.put("tags", tags(claim));
        body.put("user_data", "I2Nsb3VkLWNvbmZpZw==");
        var networks = new ArrayList<Map<String, Object>>(List.of(Map.of("networkid", network)));
        networks.addAll(more);
        body.put("networks", networks);
        if (own.containsKey("purpose")) {
            body.put("ips", List.of(endpoint));
        }
        return call(path, body).at("/id").asText();
    }

    /** It is installed and runs. */
    void phoneHome(String machine) {
        clock.pass(Duration.ofSeconds(2));
        metal.control().phoneHome(machine);
        var answer = api.get("/v1/machine/" + machine);
        assertThat(answer.status()).isEqualTo(200);
    }

    /** It is being installed. */
    void install(String machine) {
        metal.control().event(machine, ProvisioningEvent.INSTALLING, "start installation");
    }
}
