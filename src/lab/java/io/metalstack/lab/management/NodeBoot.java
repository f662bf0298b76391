package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.node.MachineCommand;
import io.metalstack.lab.simulator.HeldMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Boots a machine that is to become a node: its image brings Kubernetes and runs the user data.
 *
 * @param tools folder of the Kubernetes releases that images may bring
 */
record NodeBoot(Path tools) implements Boot {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Process start(HeldMachine held, Path folder, AddressPlan plan, NetworkNamespace network) throws IOException {
        var userData = folder.resolve("user-data");
        LabFiles.writePrivately(userData, "");
        Files.write(userData, SimulatedMachine.userData(held));
        LabFiles.writePrivately(folder.resolve("machine.json"), description(held, plan, binaries(held)));
        var words = MachineCommand.of(folder).toArray(String[]::new);
        return Command.of(network.enter(words)).in(folder).start(folder.resolve("console.log"));
    }

    /** The image tells the Kubernetes version: {@code <os>-<x.y.z>}. */
    private Path binaries(HeldMachine held) throws IOException {
        var version = KubernetesReleases.ofImage(held.image());
        var binaries = KubernetesReleases.binaries(tools, version);
        if (!Files.isDirectory(binaries)) {
            throw new LabException("machine %s has image %s, but the lab has no Kubernetes %s"
                    .formatted(held.hostname(), held.image(), version));
        }
        return binaries.toRealPath();
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
}
