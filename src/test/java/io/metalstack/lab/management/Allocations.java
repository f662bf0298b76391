package io.metalstack.lab.management;

import io.metalstack.lab.simulator.HeldMachine;
import java.time.Instant;
import java.util.List;

/** Allocations as the simulator tells them to the lab. */
final class Allocations {
    private Allocations() {}

    /** In the node network 10.0.0.0/22. */
    static HeldMachine.Net node(String... ips) {
        return new HeldMachine.Net(
                "n", "privateprimaryunshared", List.of("10.0.0.0/22", "2001:db8::/96"), List.of(ips), 1, 1, false);
    }

    static HeldMachine.Net external(String... ips) {
        return external(true, ips);
    }

    static HeldMachine.Net external(boolean nat, String... ips) {
        return new HeldMachine.Net("internet-mini-lab", "external", List.of(), List.of(ips), 1, 1, nat);
    }

    static HeldMachine machine(HeldMachine.Net... networks) {
        return held("machine", "capms-ubuntu-1.36.3", networks);
    }

    static HeldMachine firewall(HeldMachine.Net... networks) {
        return held("firewall", "firewall-ubuntu-3.0", networks);
    }

    private static HeldMachine held(String role, String image, HeldMachine.Net... networks) {
        return new HeldMachine(
                "id",
                "allocation",
                Instant.EPOCH,
                "m",
                "m",
                "project",
                role,
                "mini-lab",
                "v1-small-x86",
                image,
                "",
                List.of(),
                List.of(networks),
                List.of(),
                List.of(),
                "",
                "",
                true,
                false,
                0);
    }
}
