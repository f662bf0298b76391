package io.metalstack.capi.faults;

import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.capi.metal.ImpatientMetalApi;
import io.metalstack.capi.metal.IpAllocation;
import io.metalstack.capi.metal.NetworkAllocation;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Simulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What other people hold: in a project of their own, and beside our cluster in its project, without our tags. */
final class Foreign {

    private static final String IMAGE = "debian-13.0";

    private final Simulator metal;
    private final String ours;
    private final String theirs;
    private final TreeSet<String> before;

    private Foreign(Simulator metal, String ours, String theirs) {
        this.metal = metal;
        this.ours = ours;
        this.theirs = theirs;
        this.before = held();
    }

    /** Gives each of the two projects a network, an address and a machine. */
    static Foreign settle(Simulator metal, Clock clock, String ours) {
        var theirs = metal.newProject();
        var credentials = CredentialsSource.ofValues(
                metal.baseUrl().toString(), metal.keys().admin(), "Metal-Admin", Optional.empty());
        try (var api = ImpatientMetalApi.of(credentials, clock, new SimpleMeterRegistry(), Duration.ofSeconds(30))) {
            for (var project : List.of(ours, theirs)) {
                var network = api.allocateNetwork(
                        new NetworkAllocation(project, InventorySpec.MINI_LAB, "foreign", "", "IPv4", Map.of()),
                        clock.instant());
                api.allocateIp(
                        new IpAllocation(
                                project, InventorySpec.INTERNET, "foreign", "", Optional.empty(), List.of("x=y")),
                        clock.instant());
                metal.control().allocate(idle(metal), project, network.id(), IMAGE, List.of("x=y"));
            }
        }
        return new Foreign(metal, ours, theirs);
    }

    /** What our cluster's project holds beside the foreign things. */
    List<String> leftOfOurs() {
        return metal.holdings().leftIn(ours).stream()
                .filter(line -> before.stream().noneMatch(it -> it.startsWith(line)))
                .toList();
    }

    /** What is not any more as it was. */
    List<String> touched() {
        var now = held();
        return before.stream().filter(it -> !now.contains(it)).toList();
    }

    private TreeSet<String> held() {
        var held = new TreeSet<String>();
        for (var project : List.of(ours, theirs)) {
            metal.holdings().leftIn(project).stream()
                    .filter(it -> !it.startsWith("machine"))
                    .forEach(held::add);
            metal.holdings().machinesOf(project).stream()
                    .map(it -> "machine " + it.id() + " " + it.name() + " allocation " + it.allocationUuid() + " tags "
                            + it.tags())
                    .forEach(held::add);
        }
        return held;
    }

    private static String idle(Simulator metal) {
        return metal.holdings().allMachineIds().stream()
                .filter(it -> metal.holdings().machine(it).isEmpty())
                .findFirst()
                .orElseThrow();
    }
}
