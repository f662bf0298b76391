package io.metalstack.lab.bench;

import io.metalstack.lab.LabException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * So many machines, and nothing happens.
 *
 * @param madePerMinute how fast those came that the level before did not have, with allocations that take no longer than
 *     reads; 0 when there were none
 * @param stays one per start of the provider
 * @param failure why it was not reached, or empty
 */
record Level(int machines, double madePerMinute, List<Stay> stays, String failure) {
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final int SPARE = 10;

    /**
     * One time that the provider was started and left alone with the machines.
     *
     * @param startSeconds from its execution until it acted
     * @param callsPerMinute of metal-api
     * @param cpuPercent of one CPU
     * @param residentMiB memory at the end
     * @param requestsPerMinute to the API server, watches that began included
     */
    record Stay(
            double startSeconds,
            double callsPerMinute,
            double cpuPercent,
            double residentMiB,
            double requestsPerMinute) {}

    /** One value per stay. */
    List<Double> each(ToDoubleFunction<Stay> value) {
        return stays.stream().map(value::applyAsDouble).toList();
    }

    boolean isReached() {
        return failure.isEmpty();
    }

    /**
     * Climbs from level to level in one world, with machines that are made by the provider itself.
     *
     * @param sizes ascending
     */
    static List<Level> measure(Session session, List<Integer> sizes) {
        var options = session.options();
        var levels = new ArrayList<Level>();
        try (var rig = session.rig(sizes.getLast() + SPARE)) {
            rig.latency().set(options.read(), options.read());
            var load = rig.load("l", options.clusters());
            int before = 0;
            for (int size : sizes) {
                session.say("makes %d machines in %d clusters".formatted(size, options.clusters()));
                try {
                    var made = size == 0 ? 0 : climb(rig, load, before, size);
                    levels.add(new Level(size, made, stays(session, rig, size), ""));
                    before = size;
                } catch (LabException e) {
                    levels.add(new Level(size, 0, List.of(), e.getMessage()));
                    session.say(e.getMessage());
                    break;
                }
            }
        }
        sizes.stream()
                .skip(levels.size())
                .forEach(it -> levels.add(new Level(it, 0, List.of(), "the level before was not reached")));
        return levels;
    }

    private static double climb(Rig rig, Load load, int from, int to) {
        rig.startProvider();
        if (from == 0) {
            rig.bringUp(load);
        }
        var prepared = load.prepareMachines(from, to);
        Instant began = load.askFor(prepared);
        Instant ended = rig.awaitProvisioned(load.machineNames(from, to), PATIENCE);
        rig.stopProvider();
        return (to - from) * 60_000.0 / Duration.between(began, ended).toMillis();
    }

    private static List<Stay> stays(Session session, Rig rig, int machines) {
        var options = session.options();
        int runs = options.growth().contains(machines) ? session.longRuns() : options.runs();
        var stays = new ArrayList<Stay>();
        for (int run = 1; run <= runs; run++) {
            session.say("run %d of %d: steady state with %d machines".formatted(run, runs, machines));
            var start = rig.startProvider();
            rig.pause(options.settle());
            // Without machines only the memory counts.
            stays.add(stay(rig, start, machines == 0 ? options.settle() : options.window()));
            rig.stopProvider();
        }
        return stays;
    }

    private static Stay stay(Rig rig, Duration start, Duration window) {
        var calls = Calls.from(rig.metal().ledger());
        var audited = rig.audit().end();
        var before = rig.provider().read();
        rig.pause(window);
        var after = rig.provider().read();
        double minutes = window.toMillis() / 60_000.0;
        var requests = rig.audit().requests(audited, rig.audit().end());
        return new Stay(
                start.toMillis() / 1000.0,
                calls.count() / minutes,
                100.0 * after.cpu().minus(before.cpu()).toMillis() / window.toMillis(),
                after.residentMiB(),
                requests.values().stream().mapToInt(it -> it).sum() / minutes);
    }
}
