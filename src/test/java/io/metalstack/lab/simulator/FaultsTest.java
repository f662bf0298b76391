package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can go wrong with a call, before and after it was carried out. */
class FaultsTest extends Bench {
    private final String project = metal.newProject();
    private final String network = network(project);

    private Caller.Answer allocate() {
        return allocate(project, network);
    }

    @ParameterizedTest
    @EnumSource(Faults.Moment.class)
    void a_refusal_has_metal_apis_shape_and_its_moment_decides_what_was_done(Faults.Moment moment) {
        var fault =
                metal.faults().when(Route.ALLOCATE_MACHINE).next(1).at(moment).refuse(409, "Conflict again");
        var answer = allocate();
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("statuscode").asInt()).isEqualTo(409);
        assertThat(answer.message()).isEqualTo("Conflict again");
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(metal.holdings().machinesOf(project)).hasSize(moment == Faults.Moment.AFTER_COMMIT ? 1 : 0);
        assertThat(allocate().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Faults.Moment.class)
    void a_dropped_connection_tells_nothing_and_its_moment_decides_what_was_done(Faults.Moment moment) {
        metal.faults().when(Route.ALLOCATE_MACHINE).next(1).at(moment).drop();
        assertThatThrownBy(this::allocate).isInstanceOf(UncheckedIOException.class);
        assertThat(metal.holdings().machinesOf(project)).hasSize(moment == Faults.Moment.AFTER_COMMIT ? 1 : 0);
        assertThat(metal.ledger().calls(Route.ALLOCATE_MACHINE)).singleElement().satisfies(call -> {
            assertThat(call.fault()).contains("drops the connection");
            assertThat(call.status()).isEqualTo(moment == Faults.Moment.AFTER_COMMIT ? 200 : 0);
        });
    }

    @Test
    void an_answer_cut_half_way_is_no_answer() {
        metal.faults().when(Route.ALLOCATE_MACHINE).next(1).afterCommit().cutHalfWay();
        assertThatThrownBy(this::allocate).isInstanceOf(UncheckedIOException.class);
        assertThat(metal.holdings().machinesOf(project)).hasSize(1);
    }

    @Test
    void a_proxy_answers_html() {
        metal.faults().whenAnyCall().next(1).badGateway();
        var answer = api.get("/v1/machine");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.text()).contains("<html>");
        assertThat(answer.headers().get("content-type")).containsExactly("text/html");
    }

    @Test
    void any_status_and_body_can_be_answered() {
        metal.faults().when(Route.GET_PROJECT).answer(503, "text/plain", "busy");
        assertThat(api.get("/v1/project/" + project).status()).isEqualTo(503);
        assertThat(api.get("/v1/project/" + project).text()).isEqualTo("busy");
    }

    @Test
    void only_the_nth_call_is_struck() {
        var fault = metal.faults().when(Route.LIST_MACHINES).nth(3).refuse(500, "Internal x");
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            statuses.add(api.get("/v1/machine").status());
        }
        assertThat(statuses).containsExactly(200, 200, 500, 200, 200);
        assertThat(fault.fired()).isEqualTo(1);
    }

    @Test
    void only_calls_of_the_named_path_are_struck() {
        metal.faults()
                .when(Route.GET_NETWORK)
                .where(path -> path.contains(network))
                .refuse(500, "Internal x");
        assertThat(api.get("/v1/network/" + InventorySpec.INTERNET).status()).isEqualTo(200);
        assertThat(api.get("/v1/network/" + network).status()).isEqualTo(500);
    }

    @Test
    void reading_is_not_struck_by_a_fault_of_changes() {
        metal.faults().whenAnyChange().refuse(500, "Internal x");
        assertThat(api.post("/v1/machine/find", "{}").status()).isEqualTo(200);
        assertThat(allocate().status()).isEqualTo(500);
    }

    @ParameterizedTest
    @EnumSource(Faults.Moment.class)
    void a_held_call_goes_on_when_it_is_released(Faults.Moment moment) {
        var fault = metal.faults().when(Route.ALLOCATE_MACHINE).at(moment).hold();
        var answer = new AtomicReference<Caller.Answer>();
        Thread.startVirtualThread(() -> answer.set(allocate()));
        await().untilAsserted(() -> assertThat(fault.fired()).isEqualTo(1));
        assertThat(answer.get()).isNull();
        assertThat(metal.holdings().machinesOf(project)).hasSize(moment == Faults.Moment.AFTER_COMMIT ? 1 : 0);
        fault.release();
        await().untilAsserted(() -> assertThat(answer.get())
                .isNotNull()
                .extracting(Caller.Answer::status)
                .isEqualTo(200));
    }

    @Test
    void a_slow_call_is_answered_in_the_end() {
        var fault = metal.faults().when(Route.LIST_MACHINES).slow(Duration.ofMillis(20));
        assertThat(api.get("/v1/machine").status()).isEqualTo(200);
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(metal.ledger().calls(Route.LIST_MACHINES).getFirst().took()).isGreaterThan(Duration.ofMillis(19));
    }

    @Test
    void a_step_of_the_test_runs_at_the_moment_of_the_commit() {
        var heldBefore = new AtomicInteger(-1);
        var heldAfter = new AtomicInteger(-1);
        metal.faults()
                .when(Route.ALLOCATE_MACHINE)
                .run(() -> heldBefore.set(metal.holdings().machinesOf(project).size()));
        metal.faults()
                .when(Route.ALLOCATE_MACHINE)
                .afterCommit()
                .run(() -> heldAfter.set(metal.holdings().machinesOf(project).size()));
        assertThat(allocate().status()).isEqualTo(200);
        assertThat(heldBefore).hasValue(0);
        assertThat(heldAfter).hasValue(1);
    }

    @Test
    void faults_say_whether_they_struck_and_can_be_taken_away() {
        var first = metal.faults().when(Route.LIST_MACHINES).refuse(500, "Internal x");
        var second = metal.faults().when(Route.LIST_IPS).drop();
        api.get("/v1/machine");
        assertThat(metal.faults().unfired()).containsExactly(second);
        assertThat(first).hasToString("answers 500 before the commit of GET /v1/machine, fired 1");
        metal.faults().clear();
        assertThat(api.get("/v1/machine").status()).isEqualTo(200);
        assertThat(metal.faults().all()).isEmpty();
    }

    @Test
    void a_stranger_is_refused_before_any_fault() {
        var fault = metal.faults().whenAnyCall().refuse(500, "Internal x");
        assertThat(api.send(api.plain("GET", "/v1/machine", null).build()).status())
                .isEqualTo(403);
        assertThat(fault.fired()).isZero();
    }
}
