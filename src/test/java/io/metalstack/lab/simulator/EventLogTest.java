package io.metalstack.lab.simulator;

import static io.metalstack.lab.simulator.ProvisioningEvent.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** metal-api's table of events: for each incoming event and each state, what becomes of the log. */
class EventLogTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant SOON = START.plusSeconds(60);
    private static final Instant LATE = START.plusSeconds(600);

    private static final Set<ProvisioningEvent> BOOT =
            EnumSet.of(PXE_BOOTING, PREPARING, REGISTERING, WAITING, INSTALLING, BOOTING_NEW_KERNEL);
    private static final Set<ProvisioningEvent> ALL_STATES = EnumSet.complementOf(EnumSet.of(ALIVE));

    /** Per incoming event, the states (besides the initial one) in which it is appended as it is. */
    private static final Map<ProvisioningEvent, Set<ProvisioningEvent>> APPENDED = Map.ofEntries(
            Map.entry(PXE_BOOTING, EnumSet.of(PLANNED_REBOOT, MACHINE_RECLAIM, CRASHED)),
            Map.entry(PREPARING, EnumSet.of(PXE_BOOTING, PLANNED_REBOOT, MACHINE_RECLAIM, CRASHED)),
            Map.entry(REGISTERING, EnumSet.of(PREPARING)),
            Map.entry(WAITING, EnumSet.of(REGISTERING)),
            Map.entry(INSTALLING, EnumSet.of(REGISTERING, WAITING)),
            Map.entry(BOOTING_NEW_KERNEL, EnumSet.of(INSTALLING)),
            Map.entry(PHONED_HOME, EnumSet.of(BOOTING_NEW_KERNEL, PLANNED_REBOOT)),
            Map.entry(PLANNED_REBOOT, ALL_STATES),
            Map.entry(MACHINE_RECLAIM, ALL_STATES),
            Map.entry(CRASHED, BOOT),
            Map.entry(ALIVE, Set.of()));

    /** Per incoming event, the states in which only the time of the last event moves. */
    private static final Map<ProvisioningEvent, Set<ProvisioningEvent>> SWALLOWED = Map.of(
            PXE_BOOTING, EnumSet.of(PXE_BOOTING),
            PHONED_HOME, EnumSet.of(PHONED_HOME),
            ALIVE, BOOT);

    /** The states that a machine left so recently that a phone-home is believed to be an old one. */
    private static final Set<ProvisioningEvent> PHONED_HOME_TOO_SOON =
            EnumSet.of(MACHINE_RECLAIM, PXE_BOOTING, PREPARING, REGISTERING, WAITING);

    private static EventLog in(@Nullable ProvisioningEvent state) {
        var log = new EventLog();
        path(state).forEach(event -> log.receive(event, "", START));
        assertThat(log.state()).isEqualTo(Optional.ofNullable(state));
        return log;
    }

    private static List<ProvisioningEvent> path(@Nullable ProvisioningEvent state) {
        if (state == null) {
            return List.of();
        }
        var boot = List.of(PXE_BOOTING, PREPARING, REGISTERING, WAITING, INSTALLING, BOOTING_NEW_KERNEL, PHONED_HOME);
        return switch (state) {
            case CRASHED -> List.of(PXE_BOOTING, CRASHED);
            case PLANNED_REBOOT, MACHINE_RECLAIM -> List.of(state);
            default -> boot.subList(0, boot.indexOf(state) + 1);
        };
    }

    static Stream<Arguments> combinations() {
        return Stream.of(values()).flatMap(event -> ALL_STATES.stream().map(state -> Arguments.of(event, state)));
    }

    @ParameterizedTest(name = "{0} in state {1}")
    @MethodSource("combinations")
    void an_event_is_appended_swallowed_ignored_or_marked_as_unexpected(
            ProvisioningEvent event, ProvisioningEvent state) {
        var log = in(state);
        var before = log.newest(100);
        log.receive(event, "hello", SOON);
        var tooSoon = event == PHONED_HOME && PHONED_HOME_TOO_SOON.contains(state);
        if (APPENDED.getOrDefault(event, Set.of()).contains(state)) {
            assertThat(log.newest(1)).containsExactly(new EventLog.Entry(SOON, event, "hello"));
            assertThat(log.lastEventTime()).isEqualTo(SOON);
        } else if (SWALLOWED.getOrDefault(event, Set.of()).contains(state)) {
            assertThat(log.newest(100)).isEqualTo(before);
            assertThat(log.lastEventTime()).isEqualTo(SOON);
        } else if (tooSoon) {
            assertThat(log.newest(100)).isEqualTo(before);
            assertThat(log.lastEventTime()).isEqualTo(START);
        } else {
            var message = "[unexpectedly received in state " + state.inProse() + "]: hello";
            var marked = new EventLog.Entry(SOON, event, message);
            assertThat(log.lastErrorEvent()).isEqualTo(marked);
            assertThat(log.newest(1).contains(marked)).isEqualTo(event != ALIVE);
            assertThat(log.lastEventTime()).isEqualTo(SOON);
        }
        assertThat(log.liveliness()).isEqualTo("Alive");
    }

    @ParameterizedTest
    @EnumSource(value = ProvisioningEvent.class, mode = EnumSource.Mode.EXCLUDE, names = "ALIVE")
    void a_machine_never_heard_of_may_begin_with_any_event(ProvisioningEvent event) {
        var log = in(null);
        assertThat(log.liveliness()).isEmpty();
        log.receive(event, "hello", SOON);
        assertThat(log.newest(9)).containsExactly(new EventLog.Entry(SOON, event, "hello"));
    }

    @Test
    void a_machine_never_heard_of_that_says_alive_has_an_empty_log() {
        var log = in(null);
        log.receive(ALIVE, "", SOON);
        assertThat(log.newest(9)).isEmpty();
        assertThat(log.liveliness()).isEqualTo("Alive");
    }

    @ParameterizedTest
    @EnumSource(names = {"PREPARING", "REGISTERING", "WAITING"})
    void a_late_phone_home_is_appended_while_the_machine_boots(ProvisioningEvent state) {
        var log = in(state);
        log.receive(PHONED_HOME, "", LATE);
        assertThat(log.state()).contains(PHONED_HOME);
    }

    @Test
    void a_late_phone_home_only_moves_the_time_while_the_machine_boots_from_network() {
        var log = in(PXE_BOOTING);
        log.receive(PHONED_HOME, "", LATE);
        assertThat(log.state()).contains(PXE_BOOTING);
        assertThat(log.lastEventTime()).isEqualTo(LATE);
    }

    @Test
    void a_late_phone_home_of_a_freed_machine_says_that_the_reclaim_failed() {
        var log = in(MACHINE_RECLAIM);
        log.receive(PHONED_HOME, "", LATE);
        assertThat(log.state()).contains(MACHINE_RECLAIM);
        assertThat(log.failedReclaim()).isTrue();
        log.receive(PXE_BOOTING, "", LATE);
        assertThat(log.failedReclaim()).isFalse();
    }

    @Test
    void a_machine_that_reboots_on_its_own_is_in_a_crash_loop_until_it_phones_home() {
        var log = in(PHONED_HOME);
        log.receive(PXE_BOOTING, "", SOON);
        assertThat(log.crashLoop()).isTrue();
        assertThat(log.newest(1).getFirst().message()).isEqualTo("[unexpectedly received in state phoned home]");
        log.receive(PREPARING, "", SOON);
        log.receive(REGISTERING, "", SOON);
        log.receive(INSTALLING, "", SOON);
        log.receive(BOOTING_NEW_KERNEL, "", SOON);
        assertThat(log.crashLoop()).isTrue();
        log.receive(PHONED_HOME, "", SOON);
        assertThat(log.crashLoop()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PLANNED_REBOOT", "MACHINE_RECLAIM"})
    void a_planned_restart_ends_a_crash_loop(ProvisioningEvent event) {
        var log = in(CRASHED);
        assertThat(log.crashLoop()).isTrue();
        assertThat(log.lastErrorEvent()).isNotNull();
        log.receive(event, "", SOON);
        assertThat(log.crashLoop()).isFalse();
    }

    @Test
    void a_hundred_entries_are_kept() {
        var log = in(null);
        for (int i = 0; i < 150; i++) {
            log.receive(MACHINE_RECLAIM, "", START.plusSeconds(i));
        }
        assertThat(log.newest(1000)).hasSize(100);
        assertThat(log.newest(1).getFirst().time()).isEqualTo(START.plusSeconds(149));
    }

    @Test
    void silence_of_more_than_five_minutes_is_dead_or_unknown() {
        var log = in(WAITING);
        log.judge(false, START.plus(Duration.ofMinutes(5)));
        assertThat(log.liveliness()).isEqualTo("Alive");
        log.judge(true, LATE);
        assertThat(log.liveliness()).isEqualTo("Unknown");
        log.judge(false, LATE);
        assertThat(log.liveliness()).isEqualTo("Dead");
    }

    @Test
    void a_machine_never_heard_of_is_neither_dead_nor_unknown() {
        var log = in(null);
        log.judge(false, LATE);
        assertThat(log.liveliness()).isEmpty();
    }
}
