package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which machine an allocation gets, and whether there is one for it. */
class MachineChoiceTest extends Bench {
    private final String project = metal.newProject();
    private final String network = network(project);

    MachineChoiceTest() {
        super(Simulator.builder()
                .inventory(InventorySpec.miniLab()
                        .withImages("debian-13.0.20260101", "debian-13.1")
                        .withMachines(List.of(
                                new InventorySpec.Machines(2, null, InventorySpec.SMALL, InventorySpec.MINI_LAB, "r1"),
                                new InventorySpec.Machines(
                                        2, null, InventorySpec.SMALL, InventorySpec.MINI_LAB, "r2")))));
    }

    private Map<String, Object> capacity(String asProject) {
        var answer = api.post(
                "/v1/partition/capacity",
                Map.of("id", InventorySpec.MINI_LAB, "sizeid", InventorySpec.SMALL, "projectid", asProject));
        var counts = new HashMap<String, Object>();
        answer.at("/0/servers/0")
                .properties()
                .forEach(e -> counts.put(e.getKey(), e.getValue().asText()));
        return counts;
    }

    @Test
    void machines_of_a_project_are_spread_over_racks() {
        var racks = new HashSet<String>();
        for (int i = 0; i < 2; i++) {
            racks.add(allocate(project, network).at("/rackid").asText());
        }
        assertThat(racks).containsExactlyInAnyOrder("r1", "r2");
    }

    @Test
    void placement_tags_win_over_the_spread_of_the_project() {
        var tagged = with(allocation(project, network), "tags", List.of("group=a"));
        var first = api.post("/v1/machine/allocate", with(tagged, "placement_tags", List.of("group=a")));
        var second = api.post("/v1/machine/allocate", with(tagged, "placement_tags", List.of("group=a")));
        assertThat(second.at("/rackid")).isNotEqualTo(first.at("/rackid"));
        assertThat(first.json().toString()).doesNotContain("placement_tags");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESERVED", "LOCKED"})
    void a_machine_that_is_not_available_is_not_chosen_but_may_be_named(String state) {
        metal.holdings().allMachineIds().forEach(id -> metal.control().state(id, state, "test"));
        assertThat(allocate(project, network).message()).isEqualTo("no machine available");
        var id = metal.holdings().allMachineIds().getFirst();
        var named = without(without(allocation(project, network), "sizeid"), "partitionid");
        assertThat(api.post("/v1/machine/allocate", with(named, "uuid", id))
                        .at("/id")
                        .asText())
                .isEqualTo(id);
    }

    @Test
    void a_short_image_id_means_the_newest_patch() {
        assertThat(allocate(project, network).at("/allocation/image/id").asText())
                .isEqualTo("debian-13.0.20260101");
        assertThat(api.get("/v1/image/debian-13.0/latest").at("/id").asText()).isEqualTo("debian-13.0.20260101");
        assertThat(api.get("/v1/image/debian-13.0/query").json()).hasSize(2);
        assertThat(api.get("/v1/image/debian-13/latest").status()).isEqualTo(200);
        assertThat(api.get("/v1/image/debian-13.0.1").status()).isEqualTo(404);
    }

    @Test
    void machines_reserved_for_others_are_not_given_away() {
        var owner = metal.newProject();
        metal.control()
                .reserve(new InventorySpec.Reservation(InventorySpec.SMALL, List.of(InventorySpec.MINI_LAB), owner, 3));
        assertThat(capacity(project)).containsEntry("free", "1").containsEntry("reservations", "3");
        assertThat(capacity(owner)).containsEntry("free", "4").containsEntry("allocatable", "4");
        assertThat(allocate(project, network).status()).isEqualTo(200);
        assertThat(allocate(project, network).message()).isEqualTo("no machine available");
        assertThat(allocate(owner, network(owner)).status()).isEqualTo(200);
        assertThat(capacity(project)).containsEntry("usedreservations", "1").doesNotContainKey("free");
    }

    @Test
    void reservations_are_made_changed_counted_and_deleted() {
        var body = Map.of(
                "sizeid",
                InventorySpec.SMALL,
                "partitionids",
                List.of(InventorySpec.MINI_LAB),
                "projectid",
                project,
                "amount",
                2);
        var id = api.call(Role.EDIT, "PUT", "/v1/size/reservations", body)
                .at("/id")
                .asText();
        allocate(project, network);
        var usage = api.post("/v1/size/reservations/usage", Map.of("partitionid", InventorySpec.MINI_LAB));
        assertThat(usage.at("/0/usedamount").asInt()).isEqualTo(1);
        assertThat(usage.at("/0/projectallocations").asInt()).isEqualTo(1);
        assertThat(api.post("/v1/size/reservations", with(with(body, "id", id), "amount", 5))
                        .at("/amount")
                        .asInt())
                .isEqualTo(5);
        assertThat(api.post("/v1/size/reservations/find", Map.of("projectid", "nobody"))
                        .text())
                .isEqualTo("[]");
        assertThat(api.delete("/v1/size/reservations/" + id).status()).isEqualTo(200);
        assertThat(api.get("/v1/size/reservations/" + id).status()).isEqualTo(404);
    }

    @Test
    void the_machine_quota_counts_firewalls_unless_told_otherwise() {
        var poor = "11111111-0000-4000-8000-000000000001";
        metal.control().addProject(new InventorySpec.Project(poor, "poor", null, 1));
        var own = network(poor);
        assertThat(allocate(poor, own).status()).isEqualTo(200);
        assertThat(allocate(poor, own).status()).isEqualTo(200);
        metal.control().quotaCountsFirewalls(false);
        assertThat(allocate(poor, own).message()).isEqualTo("project quota for machines reached max:1");
        assertThat(api.get("/v1/project/" + poor).at("/quotas/machine/used").asInt())
                .isEqualTo(2);
    }

    @Test
    void parallel_allocations_get_different_machines() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 6; i++) {
            threads.add(Thread.startVirtualThread(() -> allocate(project, network)));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(metal.holdings().machinesOf(project)).hasSize(4);
        assertThat(metal.ledger().calls(Route.ALLOCATE_MACHINE))
                .extracting(Ledger.Call::status)
                .containsExactlyInAnyOrder(200, 200, 200, 200, 422, 422);
    }

    @Test
    void capacity_of_something_unknown_is_a_bad_request() {
        assertThat(api.post("/v1/partition/capacity", Map.of("id", "p-1")).status())
                .isEqualTo(400);
    }
}
