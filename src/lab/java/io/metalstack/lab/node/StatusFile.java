package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What the lab may know of a machine: {@code status.json} in its directory, always complete, rewritten on change. */
final class StatusFile {

    /** How far the user data got. */
    enum Phase {
        Booting,
        Booted,
        Failed
    }

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final ObjectNode content = JsonNodeFactory.instance.objectNode();

    StatusFile(Path machineDir) {
        this.file = machineDir.resolve("status.json");
        phase(Phase.Booting, "");
    }

    void phase(Phase phase, String message) {
        update(it -> {
            it.put("phase", phase.name());
            if (message.isEmpty()) {
                it.remove("message");
            } else {
                it.put("message", message);
            }
        });
    }

    void nodeName(String name) {
        update(it -> it.put("nodeName", name));
    }

    /** What the static pods mean for the network: where the API server listens, and what kube-vip would announce. */
    void network(OptionalInt apiServerPort, List<String> virtualAddresses) {
        update(it -> {
            it.remove(List.of("apiServerPort", "virtualAddresses"));
            apiServerPort.ifPresent(port -> it.put("apiServerPort", port));
            if (!virtualAddresses.isEmpty()) {
                var list = it.putArray("virtualAddresses");
                virtualAddresses.forEach(list::add);
            }
        });
    }

    private void update(Consumer<ObjectNode> change) {
        lock.lock();
        try {
            var before = content.deepCopy();
            change.accept(content);
            if (!before.equals(content)) {
                var next = file.resolveSibling("status.json.next");
                Files.write(next, Json.bytes(content));
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            lock.unlock();
        }
    }
}
