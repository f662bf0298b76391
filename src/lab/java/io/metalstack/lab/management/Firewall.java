package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.metalstack.lab.Command;
import io.metalstack.lab.simulator.HeldMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Boots a machine that was allocated as a firewall: no Kubernetes, no user data, just a router between its node network
 * and the internet side that lets through what the rules of its allocation name. The kernel does the work; the process
 * stands for the firewall's life.
 *
 * @param rules of the allocation, as metal-api stores them
 * @param tools folder of the program {@code firewall}, see {@code lab/tools}
 */
record Firewall(JsonNode rules, Path tools) implements Boot {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Process start(HeldMachine held, Path folder, AddressPlan plan, NetworkNamespace network) throws IOException {
        var description = description(held, plan).toPrettyString();
        LabFiles.writePrivately(folder.resolve("firewall.json"), description);
        var console = folder.resolve("console.log");
        var said = Command.of(network.enter(tools.resolve("firewall").toString()))
                .reading(description)
                .run();
        Files.writeString(console, said, StandardOpenOption.APPEND);
        if (!held.userData().isEmpty()) {
            Files.writeString(console, "user data is not executed on the lab's firewalls\n", StandardOpenOption.APPEND);
        }
        return Command.of(network.enter("sleep", "infinity")).in(folder).start(console);
    }

    /** What the program reads. Nodes appear with the firewall's address in the network that metal-api says has NAT. */
    ObjectNode description(HeldMachine held, AddressPlan plan) {
        var source = held.networks().stream()
                .filter(it -> it.nat() && it.type().equals("external"))
                .flatMap(it -> AddressPlan.ipv4(it.ips()).stream())
                .findFirst();
        var description =
                JSON.createObjectNode().put("inside", SimulatedMachine.INSIDE).put("outside", SimulatedMachine.OUTSIDE);
        plan.nodeNetworks().forEach(description.putArray("nodes")::add);
        source.ifPresent(it -> description.put("source", it));
        return description.set("rules", rules.isMissingNode() ? JSON.nullNode() : rules);
    }
}
