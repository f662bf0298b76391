package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered of calls and changes, and the questions a test asks of it. */
class LedgerTest extends Bench {
    private final String project = metal.newProject();
    private final String network = network(project);

    private String allocateTagged(String... tags) {
        return api.post("/v1/machine/allocate", with(allocation(project, network), "tags", List.of(tags)))
                .at("/id")
                .asText();
    }

    @Test
    void a_call_is_remembered_with_what_it_changed() {
        var id = allocateTagged("claim=1");
        assertThat(metal.ledger().calls(Route.ALLOCATE_MACHINE)).singleElement().satisfies(call -> {
            assertThat(call.method()).isEqualTo("POST");
            assertThat(call.path()).isEqualTo("/v1/machine/allocate");
            assertThat(call.role()).isEqualTo(Role.EDIT);
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.at()).isEqualTo(clock.instant());
            assertThat(call.changes())
                    .extracting(Ledger.Change::what, Ledger.Change::id)
                    .containsExactly(
                            tuple(Ledger.What.IP_ALLOCATED, "10.0.0.1"), tuple(Ledger.What.MACHINE_ALLOCATED, id));
        });
    }

    @Test
    void a_refused_call_is_remembered_with_its_message() {
        api.delete("/v1/machine/x/free");
        assertThat(metal.ledger().calls(Route.FREE_MACHINE)).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(404);
            assertThat(call.message()).isEqualTo("NotFound no machine with id \"x\" found");
            assertThat(call.changes()).isEmpty();
        });
    }

    @Test
    void allocations_are_counted_by_tag_also_after_they_ended() {
        var id = allocateTagged("claim=1", "cluster=a");
        allocateTagged("claim=2", "cluster=a");
        api.delete("/v1/machine/" + id + "/free");
        assertThat(metal.ledger().allocationsTagged("claim=1")).hasSize(1);
        assertThat(metal.ledger().allocatedMoreThanOncePer("claim")).isEmpty();
        assertThat(metal.ledger().allocationsOf(project)).hasSize(2);
        allocateTagged("claim=1", "cluster=a");
        assertThat(metal.ledger().allocatedMoreThanOncePer("claim")).containsOnlyKeys("claim=1");
        assertThat(metal.ledger().allocatedMoreThanOncePer("cluster").get("cluster=a"))
                .hasSize(3);
    }

    @Test
    void what_a_project_left_behind_is_named() {
        var id = allocateTagged("claim=1");
        assertThat(metal.holdings().leftIn(project))
                .containsExactly(
                        "machine " + id + " worker-1",
                        "network " + network + " ",
                        "ip 10.0.0.1 worker-1 in " + network);
        assertThat(metal.holdings().projectIsEmpty(project)).isFalse();
        api.delete("/v1/machine/" + id + "/free");
        api.delete("/v1/network/free/" + network);
        assertThat(metal.holdings().leftIn(project)).isEmpty();
        assertThat(metal.ledger().changes(Ledger.What.IP_FREED)).hasSize(1);
    }

    @Test
    void things_freed_twice_are_named() {
        var id = allocateTagged("claim=1");
        api.delete("/v1/machine/" + id + "/free");
        api.delete("/v1/network/free/" + network);
        assertThat(metal.ledger().doubleFrees()).isEmpty();
        api.delete("/v1/machine/" + id + "/free");
        api.delete("/v1/network/free/" + network);
        assertThat(metal.ledger().doubleFrees())
                .extracting(Ledger.Call::route)
                .containsExactly(Route.FREE_MACHINE, Route.FREE_NETWORK);
    }

    @Test
    void things_of_others_that_were_freed_are_named() {
        var ours = allocateTagged("owner=us");
        var theirs = allocateTagged("owner=them");
        api.delete("/v1/machine/" + ours + "/free");
        api.delete("/v1/machine/" + theirs + "/free");
        assertThat(metal.ledger().foreignFrees(change -> change.tags().contains("owner=us")))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.id()).isEqualTo(theirs);
                    assertThat(change.allocation()).isNotEmpty();
                    assertThat(change.project()).isEqualTo(project);
                });
    }

    @Test
    void what_others_free_from_outside_is_no_call() {
        var id = allocateTagged("owner=us");
        metal.control().takeAway(id);
        assertThat(metal.ledger().foreignFrees(change -> false)).isEmpty();
        assertThat(metal.ledger().changes(Ledger.What.MACHINE_FREED)).hasSize(1);
    }

    @Test
    void calls_are_counted_by_route_and_refusals_by_reason() {
        api.call(Role.VIEW, "POST", "/v1/machine/allocate", Map.of());
        api.send(api.plain("GET", "/v1/machine", null).build());
        api.get("/v1/machine");
        assertThat(metal.ledger().countsByRoute())
                .containsEntry(Route.ALLOCATE_MACHINE, 1)
                .containsEntry(Route.LIST_MACHINES, 1)
                .containsEntry(Route.ALLOCATE_NETWORK, 1)
                .hasSize(3);
        assertThat(metal.ledger().refusedForRole()).hasSize(1);
        assertThat(metal.ledger().refusedForCredentials()).hasSize(1);
    }

    @Test
    void nothing_of_it_holds_user_data() {
        var body = with(allocation(project, network), "user_data", "top-secret");
        api.post("/v1/machine/allocate", body);
        assertThat(metal.ledger().calls().toString()).doesNotContain("top-secret");
        assertThat(metal.ledger().changes().toString()).doesNotContain("top-secret");
        assertThat(metal.holdings().machines().toString()).doesNotContain("top-secret");
        assertThat(metal.holdings().machines().getFirst().userData()).isEqualTo("top-secret");
    }
}
