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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.StreamSupport;

/** One allocated machine as it runs: its network, its process, and whether its API server lives. */
final class SimulatedMachine {
    /** The interface on the node network's bridge. */
    static final String INSIDE = "eth0";

    /** The interface on the internet side's bridge, if the machine has addresses there. */
    static final String OUTSIDE = "eth1";

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
        var folder = folder(files, held.hostname());
        var network = connect(number, networkFile(files, folder.getFileName().toString()), plan);
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
    private static Path folder(LabFiles files, String hostname) {
        var name = name(hostname);
        var folder = files.machines().resolve(name);
        for (int i = 2; Files.exists(folder); i++) {
            folder = files.machines().resolve(name + "." + i);
        }
        LabFiles.privateDirectory(folder);
        LabFiles.writePrivately(folder.resolve("console.log"), "");
        return folder;
    }

    private static String name(String hostname) {
        return hostname.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    private static Path networkFile(LabFiles files, String machine) {
        return files.networks().resolve("machine-" + machine);
    }

    /**
     * The network of the machine that runs under this hostname, for another process than the one that started it.
     *
     * @throws LabException there is none
     */
    static NetworkNamespace networkOf(LabFiles files, String hostname) {
        return networkFiles(files, hostname).stream()
                .max(Comparator.comparing((Path it) -> it.toString().length()).thenComparing(it -> it))
                .map(NetworkNamespace::existing)
                .orElseThrow(() -> new LabException("no machine with the hostname " + hostname + " has power"));
    }

    /** The networks of all machines under this hostname. */
    static List<Path> networkFiles(LabFiles files, String hostname) {
        var first = networkFile(files, name(hostname));
        try (var all = Files.list(files.networks())) {
            return all.filter(it -> it.equals(first) || it.toString().startsWith(first + "."))
                    .toList();
        } catch (IOException e) {
            throw new LabException("cannot look for the network of %s: %s".formatted(hostname, e.getMessage()), e);
        }
    }

    private static NetworkNamespace connect(int number, Path file, AddressPlan plan) {
        var network = NetworkNamespace.create(file);
        network.connect(INSIDE, "m" + number, Bridge.NODES, plan.nodeAddresses());
        plan.nodeAddresses().forEach(Bridge.NODES::announce);
        if (!plan.publicAddresses().isEmpty()) {
            network.connect(OUTSIDE, "e" + number, Bridge.INTERNET, plan.publicAddresses());
            plan.publicAddresses().forEach(Bridge.INTERNET::announce);
        }
        if (plan.forwards()) {
            plan.nodeNetworks().forEach(it -> network.route(it, Bridge.NODES, INSIDE));
            network.route("default", Bridge.INTERNET, OUTSIDE);
        } else {
            network.route("default", Bridge.NODES, INSIDE);
        }
        return network;
    }

    private static void disconnect(AddressPlan plan, NetworkNamespace network) {
        plan.nodeAddresses().forEach(Bridge::withdraw);
        plan.publicAddresses().forEach(Bridge::withdraw);
        network.close();
    }

    HeldMachine held() {
        return held;
    }

    /** Its own address in the node network. */
    String address() {
        return plan.nodeAddresses().getFirst();
    }

    AddressPlan plan() {
        return plan;
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
