package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A simulator that installs machines by itself, as it does where it stands alone. */
class InstallationTest extends Bench {
    private static final Duration INSTALL = Duration.ofSeconds(30);

    private final String project = metal.newProject();
    private final String id = allocate(project, network(project)).at("/id").asText();

    InstallationTest() {
        super(Simulator.builder()
                .profile(new Profile(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(8), true, INSTALL)));
    }

    private String newest() {
        return api.get("/v1/machine/" + id).at("/events/log/0/event").asText();
    }

    @Test
    void goes_through_its_events_in_their_time() {
        assertThat(newest()).isEqualTo("Waiting");
        clock.pass(Duration.ofSeconds(10));
        assertThat(newest()).isEqualTo("Installing");
        clock.pass(Duration.ofSeconds(10));
        assertThat(newest()).isEqualTo("Booting New Kernel");
        clock.pass(Duration.ofSeconds(10));
        assertThat(newest()).isEqualTo("Phoned Home");
    }

    @Test
    void ends_when_the_machine_is_freed_meanwhile() {
        clock.pass(Duration.ofSeconds(10));
        api.delete("/v1/machine/" + id + "/free");
        clock.pass(Duration.ofMinutes(1));
        assertThat(newest()).isEqualTo("Waiting");
        assertThat(api.get("/v1/machine/" + id).at("/events/log").toString()).doesNotContain("Booting New Kernel");
    }

    @Test
    void a_reinstall_looks_like_a_crash_loop_until_the_machine_phones_home() {
        clock.pass(INSTALL);
        api.post("/v1/machine/" + id + "/reinstall", Map.of("imageid", "ubuntu-26.4"));
        clock.pass(Duration.ofSeconds(20));
        assertThat(api.get("/v1/machine/" + id).at("/events/crash_loop").asBoolean())
                .isTrue();
        clock.pass(Duration.ofSeconds(10));
        assertThat(newest()).isEqualTo("Phoned Home");
        assertThat(api.get("/v1/machine/" + id).at("/events/crash_loop").asBoolean())
                .isFalse();
    }

    @Test
    void a_long_jump_of_the_clock_finds_each_event_at_its_own_time() {
        var began = clock.instant();
        clock.pass(Duration.ofDays(1));
        var times = api.get("/v1/machine/" + id).at("/events/log");
        assertThat(times.get(0).get("time").asText())
                .isEqualTo(began.plus(INSTALL).toString());
        assertThat(times.get(2).get("time").asText())
                .isEqualTo(began.plusSeconds(10).toString());
    }
}
