package io.metalstack.lab.bench;

import io.metalstack.lab.simulator.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * P7: metal-api goes away while a tenth of the machines is being made, and comes back. Calls that are under way are carried out
 * and their answers lost; whoever calls later gets a page of a proxy.
 *
 * @param consistentSeconds from its return until every machine is provisioned
 * @param callsAwayPerMinute while it was away
 * @param callsFirstMinute after its return
 * @param tooMany allocations beyond one per machine, and frees
 */
record Outage(double consistentSeconds, double callsAwayPerMinute, double callsFirstMinute, double tooMany) {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int SPARE = 20;

    static List<Row> rows(Session session) {
        var options = session.options();
        var outages = new ArrayList<Outage>();
        for (int run = 1; run <= session.longRuns(); run++) {
            try (var rig = session.rig(options.fleet() + SPARE)) {
                session.say("run %d of %d: makes %d machines, then metal-api goes away"
                        .formatted(run, session.longRuns(), options.fleet()));
                outages.add(measure(session, rig));
            }
        }
        var about = options.fleet() + " machines, away for " + options.outage().toSeconds() + " s: ";
        return List.of(
                row(about + "all provisioned after", "s", outages, Outage::consistentSeconds),
                row(about + "calls meanwhile", "calls/min", outages, Outage::callsAwayPerMinute),
                row(about + "calls in the first minute after", "calls", outages, Outage::callsFirstMinute),
                row(about + "allocated twice, or freed", "machines", outages, Outage::tooMany));
    }

    private static Row row(String what, String unit, List<Outage> outages, Function<Outage, Double> value) {
        return Row.of(Figure.P7, what, unit, 0, outages.stream().map(value).toList());
    }

    private static Outage measure(Session session, Rig rig) {
        var options = session.options();
        int there = options.fleet() - Math.max(1, options.fleet() / 10);
        var load = rig.load("o", options.clusters());
        var ledger = rig.metal().ledger();
        rig.latency().set(options.read(), options.read());
        rig.startProvider();
        rig.bringUp(load);
        load.askFor(load.prepareMachines(0, there));
        rig.awaitProvisioned(load.machineNames(0, there), PATIENCE);
        rig.usualLatency();
        rig.pause(options.settle());
        load.askFor(load.prepareMachines(there, options.fleet()));
        rig.awaitAllocationUnderWay();
        session.say("metal-api is away");
        var away = Calls.from(ledger);
        rig.latency().away();
        rig.pause(options.outage());
        double callsAway = away.count() * 60_000.0 / options.outage().toMillis();
        session.say("metal-api is back");
        var back = Calls.from(ledger);
        var returned = Instant.now();
        rig.usualLatency();
        var consistent = rig.awaitProvisioned(load.machineNames(0, options.fleet()), PATIENCE);
        var rest = Duration.between(Instant.now(), returned.plus(MINUTE));
        if (rest.isPositive()) {
            rig.pause(rest);
        }
        return new Outage(
                Math.max(0, Duration.between(returned, consistent).toMillis() / 1000.0),
                callsAway,
                back.countBefore(returned.plus(MINUTE)),
                ledger.changes(Ledger.What.MACHINE_ALLOCATED).size()
                        - options.fleet()
                        + ledger.changes(Ledger.What.MACHINE_FREED).size());
    }
}
