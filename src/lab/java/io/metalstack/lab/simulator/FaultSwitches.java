package io.metalstack.lab.simulator;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The console's {@link FaultSwitch}es: which are on, and the faults behind them. */
final class FaultSwitches {
    private final Faults faults;
    private final Map<FaultSwitch, Fault> armed = new EnumMap<>(FaultSwitch.class);

    FaultSwitches(Faults faults) {
        this.faults = faults;
    }

    /**
     * A switch as it is now.
     *
     * @param on false again once a fault for a single call has struck
     * @param struck how many calls since it was switched on last
     */
    record State(String id, String title, String explanation, boolean on, int struck) {}

    /**
     * A fault that somebody armed elsewhere, as a test or {@code POST /control/faults} does.
     *
     * @param spent whether it has struck as often as it can
     */
    record Other(int number, String what, int struck, boolean spent) {}

    void register(ControlFront front) {
        front.on("GET", "/control/switches", o -> states()).on("POST", "/control/switches/{id}", o -> {
            turn(of(o.id()), o.flag("on"));
            return states();
        });
    }

    synchronized List<State> states() {
        var present = faults.all();
        return Arrays.stream(FaultSwitch.values())
                .map(it -> {
                    var fault = armed.get(it);
                    return new State(
                            id(it),
                            it.title(),
                            it.explanation(),
                            isOn(fault, present),
                            fault == null ? 0 : fault.fired());
                })
                .toList();
    }

    synchronized List<Other> others() {
        return faults.all().stream()
                .filter(it -> !armed.containsValue(it))
                .map(it -> new Other(it.number(), it.what(), it.fired(), it.spent()))
                .toList();
    }

    private synchronized void turn(FaultSwitch which, boolean on) {
        var fault = armed.get(which);
        if (isOn(fault, faults.all()) == on) {
            return;
        }
        if (on) {
            refuseIfUseless(which);
        }
        if (fault != null) {
            faults.remove(fault);
        }
        if (on) {
            armed.put(which, which.arm(faults));
        }
    }

    /** The first fault that fits a call acts on it, so a second one that strikes every call would never act. */
    private void refuseIfUseless(FaultSwitch which) {
        var present = faults.all();
        for (var other : FaultSwitch.values()) {
            if (which.strikesEveryCall() && other.strikesEveryCall() && isOn(armed.get(other), present)) {
                throw new ApiError(
                        409,
                        "\"" + which.title() + "\" would do nothing while \"" + other.title()
                                + "\" is on; switch that off first");
            }
        }
    }

    private static boolean isOn(@Nullable Fault fault, List<Fault> present) {
        return fault != null && present.contains(fault) && !fault.spent();
    }

    private static String id(FaultSwitch which) {
        return which.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static FaultSwitch of(String id) {
        return Arrays.stream(FaultSwitch.values())
                .filter(it -> id(it).equals(id))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("switch", id));
    }
}
