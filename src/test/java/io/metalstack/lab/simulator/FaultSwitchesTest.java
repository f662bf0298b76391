package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a press of the console's buttons does to metal-api's callers. */
class FaultSwitchesTest extends Bench {
    private Caller.Answer turn(String id, boolean on) {
        return api.send(api.plain(metal.controlUrl(), "POST", "switches/" + id, Map.of("on", on))
                .build());
    }

    private Caller.Answer state() {
        return api.send(api.plain(metal.controlUrl(), "GET", "switches", null).build());
    }

    @ParameterizedTest
    @CsvSource({"refuse, 503", "bad-gateway, 502"})
    void calls_fail_until_it_is_off_again(String id, int status) {
        assertThat(turn(id, true).status()).isEqualTo(200);
        assertThat(api.get("/v1/partition").status()).isEqualTo(status);
        assertThat(turn(id, true).text()).as("on already").contains("\"on\":true,\"struck\":1");

        turn(id, false);
        assertThat(api.get("/v1/partition").status()).isEqualTo(200);
        assertThat(metal.faults().all()).isEmpty();
    }

    @Test
    void calls_get_no_answer_while_connections_are_cut() {
        turn("drop", true);
        assertThatThrownBy(() -> api.get("/v1/partition")).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void held_calls_are_answered_when_it_is_switched_off() {
        turn("hold", true);
        var call = CompletableFuture.supplyAsync(() -> api.get("/v1/partition"));
        await().untilAsserted(() -> assertThat(state().at("/1/struck").asInt()).isEqualTo(1));
        assertThat(call).isNotDone();

        turn("hold", false);

        assertThat(call.join().status()).isEqualTo(200);
    }

    @Test
    void slow_calls_take_two_seconds_longer() {
        turn("slow", true);
        assertThat(api.get("/v1/partition").status()).isEqualTo(200);
        assertThat(metal.ledger().calls().getLast().took().toMillis()).isGreaterThanOrEqualTo(2000);
    }

    @Test
    void the_answer_of_one_allocation_is_lost_and_then_the_switch_is_off_by_itself() {
        var project = metal.newProject();
        var network = network(project);
        turn("lose-allocation", true);
        assertThat(api.get("/v1/partition").status()).as("no allocation").isEqualTo(200);

        assertThatThrownBy(() -> allocate(project, network)).isInstanceOf(UncheckedIOException.class);

        assertThat(metal.holdings().machinesOf(project)).hasSize(1);
        assertThat(state().at("/5/on").asBoolean()).isFalse();
        assertThat(state().at("/5/struck").asInt()).isEqualTo(1);
        assertThat(allocate(project, network).status()).isEqualTo(200);
        turn("lose-allocation", true);
        assertThat(metal.faults().all()).as("the spent one is taken away").hasSize(1);
    }

    @Test
    void a_second_one_that_would_do_nothing_is_refused_and_one_for_a_later_moment_is_not() {
        turn("hold", true);
        var refused = turn("slow", true);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message())
                .isEqualTo("\"Answer slowly\" would do nothing while \"Hold every call\" is on; switch that off first");
        assertThat(turn("lose-allocation", true).status()).isEqualTo(200);
    }

    @Test
    void one_whose_fault_was_cleared_elsewhere_is_off() {
        turn("refuse", true);
        metal.faults().clear();
        assertThat(state().at("/0/on").asBoolean()).isFalse();
        assertThat(turn("refuse", true).at("/0/on").asBoolean()).isTrue();
    }

    @Test
    void an_unknown_one_is_refused() {
        assertThat(turn("no-such", true).status()).isEqualTo(404);
    }
}
