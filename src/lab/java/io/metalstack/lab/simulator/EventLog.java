package io.metalstack.lab.simulator;

import static io.metalstack.lab.simulator.ProvisioningEvent.*;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The provisioning-event container of one machine: metal-api's state machine, whose state is the newest entry alone.
 * Events that repeat or that only say "alive" are swallowed: they move the time of the last event, not the log.
 */
final class EventLog {
    private static final int STORED = 100;
    /** A machine that phones home so soon after it left that state is believed to have sent it before. */
    private static final Duration LATE_PHONE_HOME = Duration.ofMinutes(5);
    /** Without an event for longer than this, a machine is not alive. */
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final Set<ProvisioningEvent> BOOT_AND_INSTALL =
            EnumSet.of(PXE_BOOTING, PREPARING, REGISTERING, WAITING, INSTALLING, BOOTING_NEW_KERNEL);

    private final Deque<Entry> log = new ArrayDeque<>();
    private @Nullable Instant lastEventTime;
    private @Nullable Entry lastErrorEvent;
    private boolean crashLoop;
    private boolean failedReclaim;
    private String liveliness = "";

    /** An entry of the log. */
    record Entry(Instant time, ProvisioningEvent event, String message) {}

    /** Newest first, at most {@code max}. */
    List<Entry> newest(int max) {
        return log.stream().limit(max).toList();
    }

    Optional<ProvisioningEvent> state() {
        return Optional.ofNullable(log.peekFirst()).map(Entry::event);
    }

    @Nullable
    Instant lastEventTime() {
        return lastEventTime;
    }

    @Nullable
    Entry lastErrorEvent() {
        return lastErrorEvent;
    }

    boolean crashLoop() {
        return crashLoop;
    }

    boolean failedReclaim() {
        return failedReclaim;
    }

    String liveliness() {
        return liveliness;
    }

    void forceLiveliness(String value) {
        liveliness = value;
    }

    void forceCrashLoop(boolean value) {
        crashLoop = value;
    }

    /** The minute job: a machine that was silent too long is dead, or unknown if somebody holds it. */
    void judge(boolean allocated, Instant now) {
        if (lastEventTime != null && lastEventTime.plus(SILENCE).isBefore(now)) {
            liveliness = allocated ? "Unknown" : "Dead";
        }
    }

    void receive(ProvisioningEvent event, String message, Instant time) {
        var entry = new Entry(time, event, message);
        var state = state();
        switch (event) {
            case PLANNED_REBOOT, MACHINE_RECLAIM -> {
                crashLoop = false;
                append(entry);
            }
            case PHONED_HOME -> phonedHome(entry, state);
            case ALIVE -> {
                if (state.filter(s -> !BOOT_AND_INSTALL.contains(s)).isPresent()) {
                    touch(time);
                    lastErrorEvent = unexpected(entry, state.get());
                } else {
                    touch(time);
                }
            }
            default -> {
                if (event == PXE_BOOTING && state.filter(PXE_BOOTING::equals).isPresent()) {
                    touch(time);
                } else if (state.isEmpty() || allowedAfter(event).contains(state.get())) {
                    expected(entry);
                } else {
                    surprise(entry, state.get());
                }
            }
        }
    }

    private static Set<ProvisioningEvent> allowedAfter(ProvisioningEvent event) {
        return switch (event) {
            case PXE_BOOTING -> EnumSet.of(PLANNED_REBOOT, MACHINE_RECLAIM, CRASHED);
            case PREPARING -> EnumSet.of(PXE_BOOTING, PLANNED_REBOOT, MACHINE_RECLAIM, CRASHED);
            case REGISTERING -> EnumSet.of(PREPARING);
            case WAITING -> EnumSet.of(REGISTERING);
            case INSTALLING -> EnumSet.of(REGISTERING, WAITING);
            case BOOTING_NEW_KERNEL -> EnumSet.of(INSTALLING);
            case CRASHED -> BOOT_AND_INSTALL;
            default -> EnumSet.noneOf(ProvisioningEvent.class);
        };
    }

    private void expected(Entry entry) {
        switch (entry.event()) {
            case PXE_BOOTING, PREPARING -> failedReclaim = false;
            case CRASHED -> {
                crashLoop = true;
                lastErrorEvent = entry;
            }
            default -> {}
        }
        append(entry);
    }

    private void phonedHome(Entry entry, Optional<ProvisioningEvent> state) {
        if (state.isEmpty() || state.get() == BOOTING_NEW_KERNEL || state.get() == PLANNED_REBOOT) {
            crashLoop = false;
            append(entry);
            return;
        }
        switch (state.get()) {
            case PHONED_HOME -> touch(entry.time());
            case MACHINE_RECLAIM -> {
                if (!soonAfterLastEvent(entry)) {
                    touch(entry.time());
                    failedReclaim = true;
                }
            }
            case PXE_BOOTING -> {
                if (!soonAfterLastEvent(entry)) {
                    touch(entry.time());
                }
            }
            case PREPARING, REGISTERING, WAITING -> {
                if (!soonAfterLastEvent(entry)) {
                    crashLoop = false;
                    append(entry);
                }
            }
            default -> surprise(entry, state.get());
        }
    }

    private boolean soonAfterLastEvent(Entry entry) {
        return lastEventTime != null && entry.time().isBefore(lastEventTime.plus(LATE_PHONE_HOME));
    }

    private void surprise(Entry entry, ProvisioningEvent state) {
        var marked = unexpected(entry, state);
        if (entry.event() == PXE_BOOTING || entry.event() == PREPARING) {
            crashLoop = true;
        }
        lastErrorEvent = marked;
        append(marked);
    }

    private static Entry unexpected(Entry entry, ProvisioningEvent state) {
        var mark = "[unexpectedly received in state " + state.inProse() + "]";
        return new Entry(entry.time(), entry.event(), entry.message().isEmpty() ? mark : mark + ": " + entry.message());
    }

    private void append(Entry entry) {
        log.addFirst(entry);
        while (log.size() > STORED) {
            log.removeLast();
        }
        touch(entry.time());
    }

    private void touch(Instant time) {
        lastEventTime = time;
        liveliness = "Alive";
    }
}
