package io.metalstack.lab.simulator;

import java.time.Duration;

/**
 * How long the things take that metal-api does after it answered, by the simulator's clock.
 *
 * @param ipRelease from the answer of a free until the machine's IPs are released
 * @param reclaimEvent from the answer of a free until {@code Machine Reclaim} is in the log
 * @param reboot from {@code Machine Reclaim} until the machine waits for its next allocation
 * @param installs whether the simulator installs allocated machines itself; if not, somebody sends the events
 * @param install from the allocation until the machine phones home, where the simulator installs
 */
public record Profile(Duration ipRelease, Duration reclaimEvent, Duration reboot, boolean installs, Duration install) {

    /** For tests: everything has happened by the next look, and machines are installed only when told to. */
    public static Profile instant() {
        return new Profile(Duration.ZERO, Duration.ZERO, Duration.ZERO, false, Duration.ZERO);
    }

    /** For the lab: a few seconds, and the lab's own machines send the events of their installation. */
    public static Profile lab() {
        return new Profile(Duration.ofMillis(700), Duration.ofMillis(300), Duration.ofSeconds(5), false, Duration.ZERO);
    }

    /** For a simulator that stands alone: a few seconds, and machines are installed by the simulator. */
    public static Profile standalone() {
        return new Profile(
                Duration.ofMillis(700), Duration.ofMillis(300), Duration.ofSeconds(10), true, Duration.ofSeconds(10));
    }
}
