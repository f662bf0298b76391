package io.metalstack.lab.bench;

import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The calls of metal-api since some moment. */
record Calls(Ledger ledger, long after) {

    /** Those from now on. */
    static Calls from(Ledger ledger) {
        var so = ledger.calls();
        return new Calls(ledger, so.isEmpty() ? 0 : so.getLast().number());
    }

    Map<Route, Integer> byRoute() {
        var counts = new EnumMap<Route, Integer>(Route.class);
        for (var call : made()) {
            if (call.route() != null) {
                counts.merge(call.route(), 1, Integer::sum);
            }
        }
        return counts;
    }

    int count() {
        return made().size();
    }

    /** Those that arrived before this. */
    int countBefore(Instant end) {
        return (int) made().stream().filter(it -> it.at().isBefore(end)).count();
    }

    private List<Ledger.Call> made() {
        return ledger.calls().stream().filter(it -> it.number() > after).toList();
    }
}
