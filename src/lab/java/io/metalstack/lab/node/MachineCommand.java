package io.metalstack.lab.node;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.cmc.CMCObjectIdentifiers;
import org.bouncycastle.openssl.PEMParser;
import org.yaml.snakeyaml.Yaml;

/** How the lab starts a machine. */
public final class MachineCommand {

    /** Many machines share one computer, and a node does little: few compiler threads, a small heap, no statistics. */
    private static final List<String> SMALL = List.of(
            "-Xms8m",
            "-Xmx48m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            // The JDK's class archive stays at its address, so all machines share one copy.
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "-Djdk.virtualThreadScheduler.parallelism=2");

    /** One class of each jar that a node needs: a short class path starts faster and takes less memory. */
    private static final List<Class<?>> NEEDED = List.of(
            MachineCommand.class,
            ObjectMapper.class,
            JsonFactory.class,
            JsonProperty.class,
            Yaml.class,
            PEMParser.class,
            CMCObjectIdentifiers.class,
            ASN1Encodable.class);

    private MachineCommand() {}

    /**
     * The command line of the machine described in {@code machineDir}, to be run as root of a user and network
     * namespace whose interfaces are ready. It makes namespaces of its own for processes, mounts and host name; killing
     * its process with SIGKILL ends all that runs on the machine and undoes its mounts. Standard output is the machine's
     * console.
     *
     * @param machineDir absolute; holds {@code machine.json} and, if there is any, {@code user-data}. Gets {@code init},
     *     {@code status.json} and {@code pods/<container>.log}
     * @throws IOException if {@code machine.json} cannot be read or lacks a field
     */
    public static List<String> of(Path machineDir) throws IOException {
        var machine = MachineSpec.read(machineDir);
        var init = machineDir.resolve("init");
        try (var script = Objects.requireNonNull(
                MachineCommand.class.getResourceAsStream("init.sh"), "init.sh is part of the lab")) {
            Files.copy(script, init, StandardCopyOption.REPLACE_EXISTING);
        }
        var line = new ArrayList<>(List.of("unshare", "-mpu", "--fork", "--kill-child", "--mount-proc", "--"));
        line.addAll(List.of(
                "sh", init.toString(), machineDir.toString(), machine.tools().toString()));
        line.addAll(List.of(
                machine.hostname(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(SMALL);
        // The machine resolves names by its own /etc/hosts, although this process lives outside its root directory.
        line.add("-Djdk.net.hosts.file=" + Node.root(machineDir).directory().resolve("etc/hosts"));
        line.addAll(List.of("-cp", classPath(), Node.class.getName(), machineDir.toString()));
        return List.copyOf(line);
    }

    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (var needed : NEEDED) {
            try {
                places.add(Path.of(needed.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            } catch (URISyntaxException e) {
                throw new IllegalStateException("class path entry of " + needed.getName(), e);
            }
        }
        return String.join(":", places);
    }
}
