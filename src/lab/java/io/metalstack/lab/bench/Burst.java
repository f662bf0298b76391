package io.metalstack.lab.bench;

import io.metalstack.lab.simulator.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Machines that were asked for at once.
 *
 * @param took from before the first object of a machine was made until the last machine was provisioned
 * @param calls of metal-api in that time
 * @param requests to the API server in that time
 * @param reactions of each machine, seconds from its phoning home until its object said that it is provisioned
 * @param peakMiB most memory that the provider ever held until then
 * @param afterMiB memory that it holds some seconds later
 */
record Burst(
        BenchOptions.Size size,
        Duration took,
        Map<Route, Integer> calls,
        Map<String, Integer> requests,
        List<Double> reactions,
        double peakMiB,
        double afterMiB) {

    private static final Duration REST = Duration.ofSeconds(5);

    double machinesPerMinute() {
        return size.machines() * 60_000.0 / took.toMillis();
    }

    /** All sizes in their order, several times, each time in a world of its own whose provider is warm. */
    static List<Burst> measure(Session session) {
        var options = session.options();
        var bursts = new ArrayList<Burst>();
        var machines =
                options.bursts().stream().mapToInt(BenchOptions.Size::machines).sum() + options.warmUp() + 10;
        for (int run = 1; run <= options.runs(); run++) {
            try (var rig = session.rig(machines)) {
                rig.usualLatency();
                rig.startProvider();
                if (options.warmUp() > 0) {
                    session.say("warms up with %d machines".formatted(options.warmUp()));
                    one(rig, new BenchOptions.Size(options.warmUp(), 1), "warm", options);
                }
                int number = 0;
                for (var size : options.bursts()) {
                    session.say("run %d of %d: %s".formatted(run, options.runs(), size));
                    bursts.add(one(rig, size, "b" + number++, options));
                }
            }
        }
        return bursts;
    }

    private static Burst one(Rig rig, BenchOptions.Size size, String name, BenchOptions options) {
        var load = rig.load(name, size.clusters());
        rig.bringUp(load);
        var prepared = load.prepareMachines(0, size.machines());
        var calls = Calls.from(rig.metal().ledger());
        var audited = rig.audit().end();
        var began = load.askFor(prepared);
        var names = load.machineNames(0, size.machines());
        var ended = rig.awaitProvisioned(names, patience(size.machines(), options));
        var made = calls.byRoute();
        var requests = rig.audit().requests(audited, rig.audit().end());
        rig.pause(REST);
        var memory = rig.provider().read();
        return new Burst(
                size,
                Duration.between(began, ended),
                made,
                requests,
                reactions(rig, names),
                memory.peakMiB(),
                memory.residentMiB());
    }

    /** Enough for a provider that makes one after the other, and asks for each several times. */
    private static Duration patience(int machines, BenchOptions options) {
        return Duration.ofMinutes(10).plus(options.allocate().multipliedBy(4L * machines));
    }

    private static List<Double> reactions(Rig rig, List<String> names) {
        var reactions = new ArrayList<Double>();
        for (var name : names) {
            var provisioned = rig.machines().provisioned(name).orElseThrow();
            rig.installer()
                    .phonedHome(provisioned.metalId())
                    .ifPresent(it ->
                            reactions.add(Duration.between(it, provisioned.at()).toMillis() / 1000.0));
        }
        return reactions;
    }
}
