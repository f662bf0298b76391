package io.metalstack.capi.faults;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A life in which these things go wrong.
 *
 * @param ownProcess whether the provider runs in a process of its own, which dies by SIGKILL
 */
record FaultCase(List<Strike> strikes, boolean ownProcess) {

    static FaultCase of(Strike... strikes) {
        return new FaultCase(List.of(strikes), false);
    }

    FaultCase inProcessOfItsOwn() {
        return new FaultCase(strikes, true);
    }

    /** The phase, then what goes wrong; the phase once where it is the same. */
    String name() {
        var name = new StringBuilder(ownProcess ? "real process" : "");
        Phase last = null;
        for (var strike : strikes) {
            name.append(name.isEmpty() ? "" : " · ");
            name.append(strike.phase() == last ? "" : strike.phase().words + ": ")
                    .append(strike.words());
            last = strike.phase();
        }
        return strikes.isEmpty() ? "nothing goes wrong" : name.toString();
    }

    int deaths() {
        return strikes.stream().mapToInt(Strike::deaths).sum();
    }

    int retries() {
        return strikes.stream().mapToInt(Strike::retries).max().orElse(0);
    }

    /** Lives it, and judges it. */
    void run(World world) {
        var struck =
                strikes.stream().map(Strike::phase).collect(Collectors.toCollection(() -> EnumSet.noneOf(Phase.class)));
        var verdict = new Verdict(world);
        var life = new Life(world, Life.phases(struck));
        for (var phase : life.phases()) {
            life.live(phase, strikes.stream().filter(it -> it.phase() == phase).toList());
        }
        verdict.pass(life.machinesMade(), life.firewallsMade(), this);
    }
}
