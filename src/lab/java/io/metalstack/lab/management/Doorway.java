package io.metalstack.lab.management;

import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one port of the lab on this machine, on the loopback interface, by which a browser reaches the simulator's console.
 * It is a process outside of the lab's namespaces, which lives as long as the lab, and a socket file leads inside.
 */
final class Doorway {
    /** Always the same, so that a page can stay open; where it is in use, any free one. */
    private static final int PORT = 8090;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Doorway() {}

    /** Starts the process outside. */
    static void start(LabFiles files) {
        var words = new ArrayList<>(List.of("setsid"));
        words.addAll(Jvm.words(files, "doorway"));
        words.addAll(
                List.of("-Xmx32m", Doorway.class.getName(), files.checkout().toString()));
        var unused = Command.of(words).start(files.log("doorway"));
    }

    /**
     * Runs until the lab has ended.
     *
     * @param words the checkout
     */
    public static void main(String... words) throws IOException {
        var files = LabFiles.of(Path.of(words[0]));
        var lab = LabProcess.find(files).orElseThrow(() -> new LabException("the lab is not running"));
        try (var passage = listen(inside(files))) {
            var port = ((InetSocketAddress) passage.address()).getPort();
            LabFiles.writePrivately(files.console(), "http://127.0.0.1:%d/control/console/".formatted(port));
            Poll.untilTrue("the end of the lab", Duration.ofDays(365), PAUSE, () -> !lab.alive());
        }
    }

    private static Passage listen(SocketAddress inside) {
        var loopback = InetAddress.getLoopbackAddress();
        try {
            return Passage.open(new InetSocketAddress(loopback, PORT), inside);
        } catch (LabException inUse) {
            return Passage.open(new InetSocketAddress(loopback, 0), inside);
        }
    }

    /** Lets what comes through the socket file to the simulator; called inside. */
    static void openInside(LabFiles files) {
        var unused =
                Passage.open(inside(files), new InetSocketAddress(Bridge.INTERNET.gateway(), Variables.SIMULATOR_PORT));
    }

    /** The name of a socket file may have 107 bytes, so it is said from here. */
    static SocketAddress inside(LabFiles files) {
        return UnixDomainSocketAddress.of(Path.of("").toAbsolutePath().relativize(files.door()));
    }

    /** Where a browser finds the console; empty before the process outside listens. */
    static Optional<String> address(LabFiles files) {
        try {
            return Optional.of(Files.readString(files.console()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
