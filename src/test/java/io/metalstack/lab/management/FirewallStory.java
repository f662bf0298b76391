package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.Command;
import io.metalstack.lab.Poll;
import io.metalstack.lab.management.EgressProbe.Target;
import io.metalstack.lab.simulator.Caller;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Profile;
import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The first process of new namespaces: a lab without Kubernetes, in which a machine measures its way out while firewalls
 * come and go. Prints what it saw, a name and JSON on each line, for {@link FirewallTest}.
 */
final class FirewallStory {
    private static final Duration MEASURING = Duration.ofSeconds(2);
    private static final Duration INTERRUPTION = Duration.ofSeconds(1);
    private static final Map<String, Object> WEB = Map.of(
            "egress", List.of(Map.of("protocol", "tcp", "ports", List.of(443), "to", List.of("198.51.100.0/24"))));

    private final LabFiles files;
    private final Simulator metal;
    private final Caller api;
    private final String kubernetes;
    private final String network;

    private FirewallStory(LabFiles files, Simulator metal, String kubernetes) {
        this.files = files;
        this.metal = metal;
        this.api = new Caller(metal, Clock.systemUTC());
        this.kubernetes = kubernetes;
        this.network = api.post(
                        "/v1/network/allocate",
                        Map.of(
                                "projectid",
                                InventorySpec.SAMPLE_PROJECT,
                                "partitionid",
                                InventorySpec.MINI_LAB,
                                "addressfamily",
                                "IPv4"))
                .at("/id")
                .asText();
    }

    /** @param words a folder for the lab, and that of its tools */
    public static void main(String... words) throws IOException {
        var files = LabFiles.of(Path.of(words[0]));
        files.begin();
        LabFiles.link(files.tools(), Path.of(words[1]));
        var kubernetes = KubernetesReleases.in(files.tools()).newest();
        Bridge.lay();
        Internet.start(files);
        var metal = Simulator.builder()
                .profile(Profile.lab())
                .inventory(InventorySpec.miniLab().withImages(KubernetesReleases.image(kubernetes)))
                .bind(Bridge.INTERNET.gateway())
                .port(Variables.SIMULATOR_PORT)
                .basePath("/")
                .start();
        var fleet = new Fleet(
                metal, MetalReader.of(Variables.simulatorUrl(), metal.keys().view()), files);
        Thread.ofVirtual().start(fleet::run);
        new FirewallStory(files, metal, kubernetes).tell();
        System.exit(0);
    }

    private void tell() throws IOException {
        var node = allocate("machine", "node", KubernetesReleases.image(kubernetes), Map.of());
        measure("no firewall", Target.WEB);
        way("to the lab", node, Bridge.INTERNET.gateway());
        way("to a pod", node, Site.FIRST.address(Component.CORE));

        var closed = allocate("firewall", "closed", "firewall-ubuntu-3.0", Map.of());
        measure("firewall without rules", Target.WEB);
        free(closed);

        var first = allocate("firewall", "first", "firewall-ubuntu-3.0", WEB);
        measure("firewall", Target.WEB);
        way("to the lab, with a firewall", node, Bridge.INTERNET.gateway());
        measure("other port", new Target("tcp", 80));
        measure("other protocol", new Target("udp", 443));
        var second = roll(first);
        interrupt(second);
        free(second);
        measure("firewalls freed", Target.WEB);
    }

    /** Replaces a firewall. @return the other one */
    private HeldMachine roll(HeldMachine first) throws IOException {
        try (var probe = EgressProbe.start(files, "node", Target.WEB)) {
            var second = allocate("firewall", "second", "firewall-ubuntu-3.0", WEB);
            Poll.pause(MEASURING);
            free(first);
            Poll.pause(MEASURING);
            print("rolled", probe.stop());
            print("addresses", List.of(external(first), external(second)));
            return second;
        }
    }

    /** A firewall does nothing for a while. */
    private void interrupt(HeldMachine firewall) throws IOException {
        try (var probe = EgressProbe.start(files, "node", Target.WEB)) {
            Poll.pause(INTERRUPTION);
            forward(firewall, "0");
            Poll.pause(INTERRUPTION);
            forward(firewall, "1");
            Poll.pause(INTERRUPTION);
            print("interrupted", probe.stop());
        }
    }

    /** Switches what a firewall does off and on, without anybody being told. */
    private void forward(HeldMachine firewall, String value) {
        var network = SimulatedMachine.networkOf(files, firewall.hostname());
        Command.of(network.enter("sh", "-c", "echo %s >/proc/sys/net/ipv4/ip_forward".formatted(value)))
                .run();
    }

    private HeldMachine allocate(String role, String name, String image, Map<String, Object> rules) {
        var networks = role.equals("machine")
                ? List.of(Map.of("networkid", network))
                : List.of(Map.of("networkid", network), Map.of("networkid", InventorySpec.INTERNET));
        var answer = api.post(
                "/v1/%s/allocate".formatted(role),
                Map.of(
                        "projectid",
                        InventorySpec.SAMPLE_PROJECT,
                        "partitionid",
                        InventorySpec.MINI_LAB,
                        "sizeid",
                        InventorySpec.SMALL,
                        "imageid",
                        image,
                        "hostname",
                        name,
                        "networks",
                        networks,
                        "firewall_rules",
                        rules));
        var id = answer.at("/id").asText();
        return Poll.until(
                name + " to phone home: " + answer.text(),
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                () -> metal.holdings().machine(id).filter(it -> it.event().equals("Phoned Home")));
    }

    /** Returns once its network is gone. */
    private void free(HeldMachine machine) {
        api.delete("/v1/machine/%s/free".formatted(machine.id()));
        Poll.untilTrue(
                machine.hostname() + " to lose its power",
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                () -> SimulatedMachine.networkFiles(files, machine.hostname()).isEmpty());
    }

    private void measure(String name, Target target) throws IOException {
        try (var probe = EgressProbe.start(files, "node", target)) {
            Poll.pause(MEASURING);
            print(name, probe.stop());
        }
    }

    /** Which way a packet of the node would take in the lab. */
    private void way(String name, HeldMachine node, String to) throws IOException {
        var from = AddressPlan.of(node, "").nodeAddresses().getFirst();
        var way = Command.of("ip", "route", "get", to, "from", from, "iif", Bridge.NODES.device())
                .result();
        print(name, way.output() + way.errors());
    }

    private static String external(HeldMachine machine) {
        return AddressPlan.of(machine, "").publicAddresses().getFirst();
    }

    private static void print(String name, Object value) throws IOException {
        System.out.println("saw:" + name + ":" + new ObjectMapper().writeValueAsString(value));
    }
}
