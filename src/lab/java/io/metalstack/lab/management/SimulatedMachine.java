package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.node.MachineCommand;
import io.metalstack.lab.simulator.HeldMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** One allocated machine as it runs: its network, its process, and whether its API server lives. */
final class SimulatedMachine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HeldMachine held;
    private final Path folder;
    private final AddressPlan plan;
    private final NetworkNamespace network;
    private final Process process;
    private volatile boolean apiServerLives;
    private volatile boolean wanted = true;

    private SimulatedMachine(
            HeldMachine held, Path folder, AddressPlan plan, NetworkNamespace network, Process process) {
        this.held = held;
        this.folder = folder;
        this.plan = plan;
        this.network = network;
        this.process = process;
    }

    /**
     * Powers it on: its network is complete before the first process runs in it.
     *
     * @param number tells its interfaces from those of all others
     */
    static SimulatedMachine start(HeldMachine held, int number, LabFiles files) {
        var userData = Base64.getMimeDecoder().decode(held.userData());
        var plan = AddressPlan.of(held, new String(userData, StandardCharsets.UTF_8));
        if (plan.nodeAddresses().isEmpty()) {
            throw new LabException("machine %s has no address in a private network".formatted(held.hostname()));
        }
        var folder = folder(files, held);
        try {
            Files.write(folder.resolve("user-data"), userData);
            LabFiles.writePrivately(folder.resolve("machine.json"), description(held, plan, binaries(held, files)));
            var network = connect(number, files, plan);
            var words = MachineCommand.of(folder).toArray(String[]::new);
            var process = Command.of(network.enter(words)).in(folder).start(folder.resolve("console.log"));
            return new SimulatedMachine(held, folder, plan, network, process);
        } catch (IOException e) {
            throw new LabException("cannot start machine %s: %s".formatted(held.hostname(), e.getMessage()), e);
        }
    }

    /** A folder of its own, named as the user knows the machine; earlier machines of this name keep theirs. */
    private static Path folder(LabFiles files, HeldMachine held) {
        var name = held.hostname().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        var folder = files.machines().resolve(name);
        for (int i = 2; Files.exists(folder); i++) {
            folder = files.machines().resolve(name + "." + i);
        }
        LabFiles.privateDirectory(folder);
        LabFiles.writePrivately(folder.resolve("console.log"), "");
        LabFiles.writePrivately(folder.resolve("user-data"), "");
        return folder;
    }

    /** The image tells the Kubernetes version: {@code <os>-<x.y.z>}. */
    private static Path binaries(HeldMachine held, LabFiles files) throws IOException {
        var version = KubernetesReleases.ofImage(held.image());
        var binaries = KubernetesReleases.binaries(files.tools(), version);
        if (!Files.isDirectory(binaries)) {
            throw new LabException("machine %s has image %s, but the lab has no Kubernetes %s"
                    .formatted(held.hostname(), held.image(), version));
        }
        return binaries.toRealPath();
    }

    private static NetworkNamespace connect(int number, LabFiles files, AddressPlan plan) {
        var network = NetworkNamespace.create(files.networks().resolve("machine-" + number));
        network.connect("eth0", "m" + number, Bridge.NODES, plan.nodeAddresses());
        network.routeEverythingTo(Bridge.NODES, "eth0");
        if (!plan.publicAddresses().isEmpty()) {
            network.connect("eth1", "e" + number, Bridge.INTERNET, plan.publicAddresses());
        }
        return network;
    }

    private static String description(HeldMachine held, AddressPlan plan, Path binaries) throws IOException {
        var networks = held.networks().stream()
                .map(it -> Map.of("id", it.networkId(), "type", it.type(), "ips", it.ips()))
                .toList();
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(Map.ofEntries(
                        Map.entry("id", held.id()),
                        Map.entry("allocationId", held.allocationUuid()),
                        Map.entry("hostname", held.hostname()),
                        Map.entry("project", held.project()),
                        Map.entry("partition", held.partition()),
                        Map.entry("size", held.size()),
                        Map.entry("image", held.image()),
                        Map.entry("kubernetesVersion", KubernetesReleases.ofImage(held.image())),
                        Map.entry("tools", binaries.toString()),
                        Map.entry("address", plan.nodeAddresses().getFirst()),
                        Map.entry("addresses", plan.nodeAddresses()),
                        Map.entry("networks", networks),
                        Map.entry("dnsServers", List.of()),
                        Map.entry("ntpServers", List.of()),
                        Map.entry("sshPublicKeys", held.sshPubKeys())));
    }

    HeldMachine held() {
        return held;
    }

    /** Its own address in the node network. */
    String address() {
        return plan.nodeAddresses().getFirst();
    }

    NetworkNamespace network() {
        return network;
    }

    Path console() {
        return folder.resolve("console.log");
    }

    /** Whether its first process runs. */
    boolean alive() {
        return process.isAlive();
    }

    /** Asks its API server, if it has one, whether it lives. */
    void probe(Web web) {
        int port = status().path("apiServerPort").asInt(0);
        apiServerLives = wanted && port > 0 && web.status("https://%s:%d/livez".formatted(address(), port)) == 200;
    }

    /** The addresses that are to lead here now. */
    Set<String> announced() {
        var named = StreamSupport.stream(status().path("virtualAddresses").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
        return wanted ? plan.announced(apiServerLives, named) : Set.of();
    }

    /** What the machine says about itself; an empty object until it says something. */
    private JsonNode status() {
        try {
            return JSON.readTree(folder.resolve("status.json").toFile());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    /** Takes the power away. Its addresses lead nowhere from then on. */
    void stop() {
        wanted = false;
        process.destroyForcibly();
        plan.nodeAddresses().forEach(Bridge::unroute);
        plan.publicAddresses().forEach(Bridge::unroute);
        network.close();
    }
}
