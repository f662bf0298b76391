package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.LabException;
import io.metalstack.lab.simulator.HeldMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
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
     * @param boot what its image does
     */
    static SimulatedMachine start(HeldMachine held, int number, LabFiles files, Boot boot) {
        var plan = AddressPlan.of(held, new String(userData(held), StandardCharsets.UTF_8));
        if (plan.nodeAddresses().isEmpty()) {
            throw new LabException("machine %s has no address in a private network".formatted(held.hostname()));
        }
        var folder = folder(files, held);
        var network = connect(number, files, plan);
        try {
            return new SimulatedMachine(held, folder, plan, network, boot.start(held, folder, plan, network));
        } catch (LabException e) {
            disconnect(plan, network);
            throw e;
        } catch (IOException e) {
            disconnect(plan, network);
            throw new LabException("cannot start machine %s: %s".formatted(held.hostname(), e.getMessage()), e);
        }
    }

    static byte[] userData(HeldMachine held) {
        return Base64.getMimeDecoder().decode(held.userData());
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
        return folder;
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

    private static void disconnect(AddressPlan plan, NetworkNamespace network) {
        plan.nodeAddresses().forEach(Bridge::unroute);
        plan.publicAddresses().forEach(Bridge::unroute);
        network.close();
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
        disconnect(plan, network);
    }
}
