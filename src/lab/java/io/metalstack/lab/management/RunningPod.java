package io.metalstack.lab.management;

import java.util.Optional;

/**
 * A Pod's process and the network it runs in.
 *
 * @param address the Pod's address
 * @param readiness URL that answers 200 when it is ready, if it has a probe
 * @param since when it was started, RFC 3339
 */
record RunningPod(
        String address,
        Server server,
        NetworkNamespace network,
        Optional<String> readiness,
        String since,
        Runnable atEnd)
        implements AutoCloseable {

    @Override
    public void close() {
        server.close();
        network.close();
        atEnd.run();
    }
}
