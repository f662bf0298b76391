package io.metalstack.lab.node;

import java.time.Instant;

/**
 * How a container is, for the status of its pod.
 *
 * @param since when it took this state
 * @param running whether its process lives
 * @param ready whether it also answers its probe
 * @param restarts how often it was started again
 * @param why it does not run; empty while it does
 */
record ContainerState(Instant since, boolean running, boolean ready, int restarts, String why) {

    static ContainerState running(Instant since, boolean ready, int restarts) {
        return new ContainerState(since, true, ready, restarts, "");
    }

    static ContainerState waiting(Instant since, int restarts, String why) {
        return new ContainerState(since, false, false, restarts, why);
    }
}
