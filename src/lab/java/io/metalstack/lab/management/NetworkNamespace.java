package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own for a machine or a Pod, complete before the first process runs in it. It lives as long as its
 * file is mounted or a process is in it; its interfaces go with it.
 */
final class NetworkNamespace implements AutoCloseable {
    private final Path file;
    private final List<String> cables = new ArrayList<>();

    private NetworkNamespace(Path file) {
        this.file = file;
    }

    /** Makes a namespace with nothing but its loopback interface, which is up. */
    static NetworkNamespace create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new LabException("cannot make the network namespace " + file + ": " + e.getMessage(), e);
        }
        Command.of("unshare", "--net=" + file, "true").run();
        var made = new NetworkNamespace(file);
        made.ip("link set lo up");
        return made;
    }

    /** One that another process has made, to run programs in. */
    static NetworkNamespace existing(Path file) {
        return new NetworkNamespace(file);
    }

    /**
     * Connects it to a bridge of the lab. Addresses are host routes, as metal-stack's machines announce theirs: neighbours
     * are reached through the lab, too, once it has been told the way ({@link Bridge#announce}, {@link Bridge#route}).
     *
     * @param device the interface's name inside
     * @param outside its other end's name, at most 15 characters
     */
    void connect(String device, String outside, Bridge bridge, List<String> addresses) {
        var lines = new ArrayList<String>();
        // The lab's first process is pid 1 of its pid namespace, so the other end lands in the lab's own network.
        lines.add("link add %s type veth peer name %s netns 1".formatted(device, outside));
        lines.add("link set %s up".formatted(device));
        addresses.forEach(it -> lines.add("addr add %s/32 dev %s".formatted(it, device)));
        ip(lines.toArray(String[]::new));
        cables.add(outside);
        Command.of("ip", "link", "set", outside, "master", bridge.device(), "up")
                .run();
    }

    /**
     * Sends packets to the bridge that the interface is connected to.
     *
     * @param destination a prefix, or {@code default} for all that has no better way
     */
    void route(String destination, Bridge bridge, String device) {
        ip(
                "route replace %s dev %s scope link".formatted(bridge.gateway(), device),
                "route add %s via %s dev %s".formatted(destination, bridge.gateway(), device));
    }

    /** Runs commands of {@code ip} inside, one a line, until the first that fails. */
    void ip(String... lines) {
        Command.of(enter("ip", "-batch", "-"))
                .reading(String.join("\n", lines) + "\n")
                .run();
    }

    /** The words that run a program inside. */
    List<String> enter(String... program) {
        var words = new ArrayList<>(List.of("nsenter", "--net=" + file));
        words.addAll(List.of(program));
        return words;
    }

    /** Pulls its cables: other namespaces may hold a copy of its mount, which keeps it, with all its addresses, alive. */
    @Override
    public void close() {
        cables.forEach(it -> Command.of("ip", "link", "del", it).result());
        Command.of("umount", file.toString()).result();
        LabFiles.delete(file);
    }
}
