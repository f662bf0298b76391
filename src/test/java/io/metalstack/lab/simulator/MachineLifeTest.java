package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A machine from its allocation to the next one's. */
class MachineLifeTest extends Bench {
    private static final Duration RELEASE = Duration.ofSeconds(2);
    private static final Duration RECLAIM = Duration.ofSeconds(1);
    private static final Duration REBOOT = Duration.ofMinutes(4);

    private final String project = metal.newProject();
    private final String network = network(project);

    MachineLifeTest() {
        super(Simulator.builder().machines(1).profile(new Profile(RELEASE, RECLAIM, REBOOT, false, Duration.ZERO)));
    }

    private String allocateOne() {
        return allocate(project, network).at("/id").asText();
    }

    private String newestEvent(String id) {
        return api.get("/v1/machine/" + id).at("/events/log/0/event").asText();
    }

    @Test
    void has_its_addresses_when_the_allocation_is_answered() {
        var answer = allocate(project, network);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("/allocation/project").asText()).isEqualTo(project);
        assertThat(answer.at("/allocation/creator").asText()).isEqualTo("metal-edit@metal-stack.io");
        assertThat(answer.at("/allocation/allocationuuid").asText()).isNotEmpty();
        assertThat(answer.at("/allocation/networks/0/ips/0").asText()).isEqualTo("10.0.0.1");
        assertThat(answer.at("/allocation/networks/0/networktype").asText()).isEqualTo("privateprimaryunshared");
        assertThat(answer.at("/allocation/succeeded").asBoolean()).isFalse();
        assertThat(answer.at("/events/log/0/event").asText()).isEqualTo("Waiting");
        assertThat(metal.holdings().machinesOf(project)).singleElement().satisfies(m -> {
            assertThat(m.hostname()).isEqualTo("worker-1");
            assertThat(m.ips()).containsExactly("10.0.0.1");
        });
    }

    @Test
    void carries_the_tags_of_its_user_and_the_system() {
        var body = with(allocation(project, network), "tags", List.of("a=1", "plain", "a=2"));
        var tags = api.post("/v1/machine/allocate", body).at("/tags");
        assertThat(tags).extracting(t -> t.asText()).contains("a=2", "plain", "machine.metal-stack.io/rack=test-rack");
        assertThat(tags).extracting(t -> t.asText()).doesNotContain("a=1").hasSize(4);
    }

    @Test
    void is_found_by_project_and_tag_and_not_by_another_tag() {
        var body = with(allocation(project, network), "tags", List.of("claim=1"));
        var id = api.post("/v1/machine/allocate", body).at("/id").asText();
        var found = api.post("/v1/machine/find", Map.of("allocation_project", project, "tags", List.of("claim=1")));
        assertThat(found.json())
                .singleElement()
                .satisfies(m -> assertThat(m.get("id").asText()).isEqualTo(id));
        assertThat(api.post("/v1/machine/find", Map.of("tags", List.of("claim")))
                        .text())
                .isEqualTo("[]");
    }

    @Test
    void is_found_by_an_empty_query_even_when_nobody_holds_it() {
        assertThat(api.post("/v1/machine/find", Map.of()).json()).hasSize(1);
    }

    @Test
    void phones_home_and_goes_on_doing_so() {
        var id = allocateOne();
        metal.control().phoneHome(id);
        assertThat(newestEvent(id)).isEqualTo("Phoned Home");
        var first = api.get("/v1/machine/" + id).at("/events/log/0/time").asText();
        clock.pass(Duration.ofHours(1));
        var later = api.get("/v1/machine/" + id);
        assertThat(later.at("/liveliness").asText()).isEqualTo("Alive");
        assertThat(later.at("/events/log/0/time").asText()).isEqualTo(first);
        assertThat(later.at("/events/last_event_time").asText()).isNotEqualTo(first);
    }

    @Test
    void turns_unknown_when_it_falls_silent() {
        var id = allocateOne();
        metal.control().phoneHome(id);
        metal.control().heartbeat(id, false);
        clock.pass(Duration.ofMinutes(5));
        assertThat(api.get("/v1/machine/" + id).at("/liveliness").asText()).isEqualTo("Alive");
        clock.pass(Duration.ofMinutes(1));
        assertThat(api.get("/v1/machine/" + id).at("/liveliness").asText()).isEqualTo("Unknown");
    }

    @Test
    void turns_dead_when_nobody_holds_it_and_is_then_not_allocated() {
        var id = metal.holdings().allMachineIds().getFirst();
        metal.control().heartbeat(id, false);
        clock.pass(Duration.ofMinutes(7));
        assertThat(api.get("/v1/machine/" + id).at("/liveliness").asText()).isEqualTo("Dead");
        assertThat(allocate(project, network).message()).isEqualTo("no machine available");
    }

    @Test
    void shows_its_old_event_right_after_it_was_freed() {
        var id = allocateOne();
        metal.control().phoneHome(id);
        var freed = api.delete("/v1/machine/" + id + "/free");
        assertThat(freed.status()).isEqualTo(200);
        assertThat(freed.at("/allocation").isNull()).isTrue();
        assertThat(freed.at("/tags")).isEmpty();
        assertThat(newestEvent(id)).isEqualTo("Phoned Home");
        clock.pass(RECLAIM);
        assertThat(newestEvent(id)).isEqualTo("Machine Reclaim");
    }

    @Test
    void gives_its_addresses_back_later_than_it_is_freed() {
        var id = allocateOne();
        api.delete("/v1/machine/" + id + "/free");
        assertThat(metal.holdings().leftIn(project)).hasSize(2);
        var early = api.delete("/v1/network/free/" + network);
        assertThat(early.status()).isEqualTo(422);
        assertThat(early.message())
                .isEqualTo("error releasing child prefix in ipam: invalid_argument: prefix 10.0.0.0/22 has ips, "
                        + "deletion not possible");
        clock.pass(RELEASE);
        assertThat(api.post("/v1/ip/find", Map.of("networkid", network)).text()).isEqualTo("[]");
        assertThat(api.delete("/v1/network/free/" + network).status()).isEqualTo(200);
        assertThat(metal.holdings().projectIsEmpty(project)).isTrue();
    }

    @Test
    void is_not_allocated_again_before_it_has_booted() {
        var id = allocateOne();
        api.delete("/v1/machine/" + id + "/free");
        clock.pass(RECLAIM.plus(REBOOT).minusSeconds(1));
        assertThat(allocate(project, network).message()).isEqualTo("no machine available");
        clock.pass(Duration.ofSeconds(1));
        assertThat(newestEvent(id)).isEqualTo("Waiting");
        assertThat(allocate(project, network).at("/id").asText()).isEqualTo(id);
    }

    @Test
    void keeps_its_addresses_while_their_release_is_paused() {
        var id = allocateOne();
        metal.control().pauseIpRelease(true);
        api.delete("/v1/machine/" + id + "/free");
        clock.pass(Duration.ofHours(1));
        assertThat(metal.holdings().ipsOf(project)).hasSize(1);
        metal.control().pauseIpRelease(false);
        assertThat(metal.holdings().ipsOf(project)).isEmpty();
    }

    @Test
    void that_is_locked_is_not_freed() {
        var id = allocateOne();
        metal.control().state(id, "LOCKED", "test");
        var answer = api.delete("/v1/machine/" + id + "/free");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).isEqualTo("machine is locked");
        assertThat(metal.holdings().machinesOf(project)).hasSize(1);
    }

    @Test
    void that_nobody_holds_is_freed_with_success() {
        var id = metal.holdings().allMachineIds().getFirst();
        assertThat(api.delete("/v1/machine/" + id + "/free").status()).isEqualTo(200);
        assertThat(metal.ledger().doubleFrees()).hasSize(1);
    }

    @Test
    void of_an_unknown_id_is_not_found() {
        var answer = api.delete("/v1/machine/x/free");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo("NotFound no machine with id \"x\" found");
    }
}
