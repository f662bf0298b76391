package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Power, state, reinstall, update and deletion of machines, and the views of them. */
class MachineOperationsTest extends Bench {
    private final String project = metal.newProject();
    private final String network = network(project);
    private final Caller.Answer allocated =
            api.post("/v1/machine/allocate", with(allocation(project, network), "tags", List.of("a=1")));
    private final String id = allocated.at("/id").asText();

    private Caller.Answer machine() {
        return api.get("/v1/machine/" + id);
    }

    private String newest() {
        return machine().at("/events/log/0/event").asText();
    }

    @ParameterizedTest
    @CsvSource({"off, OFF", "reset, RESET", "cycle, CYCLE"})
    void a_power_command_that_stops_the_machine_is_logged(String command, String message) {
        metal.control().phoneHome(id);
        assertThat(api.post("/v1/machine/" + id + "/power/" + command, "{}").status())
                .isEqualTo(200);
        assertThat(newest()).isEqualTo("Planned Reboot");
        assertThat(machine().at("/events/log/0/message").asText()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource({"on", "bios", "disk", "pxe"})
    void other_power_commands_are_not_logged(String command) {
        metal.control().phoneHome(id);
        assertThat(api.post("/v1/machine/" + id + "/power/" + command, "{}").status())
                .isEqualTo(200);
        assertThat(newest()).isEqualTo("Phoned Home");
    }

    @Test
    void a_machine_comes_back_after_a_reset_and_stays_away_without_power() {
        metal.control().phoneHome(id);
        api.post("/v1/machine/" + id + "/power/reset", "{}");
        clock.pass(Duration.ofMinutes(1));
        assertThat(newest()).isEqualTo("Phoned Home");
        api.post("/v1/machine/" + id + "/power/off", "{}");
        clock.pass(Duration.ofMinutes(10));
        assertThat(newest()).isEqualTo("Planned Reboot");
        assertThat(machine().at("/liveliness").asText()).isEqualTo("Unknown");
        api.post("/v1/machine/" + id + "/power/on", "{}");
        clock.pass(Duration.ofMinutes(1));
        assertThat(newest()).isEqualTo("Phoned Home");
    }

    @Test
    void an_idle_machine_waits_again_after_a_reset() {
        var idle = metal.holdings().allMachineIds().stream()
                .filter(i -> !i.equals(id))
                .findFirst()
                .orElseThrow();
        api.post("/v1/machine/" + idle + "/power/cycle", "{}");
        assertThat(api.get("/v1/machine/" + idle).at("/events/log/0/event").asText())
                .isEqualTo("Waiting");
    }

    @Test
    void the_light_is_switched() {
        api.post("/v1/machine/" + id + "/power/chassis-identify-led-on?description=here", "{}");
        assertThat(machine().at("/ledstate/value").asText()).isEqualTo("LED-ON");
        assertThat(machine().at("/ledstate/description").asText()).isEqualTo("here");
    }

    @Test
    void a_state_needs_a_reason_and_names_its_issuer() {
        var path = "/v1/machine/" + id + "/state";
        assertThat(api.post(path, Map.of("value", "LOCKED")).message()).isEqualTo("you must supply a description");
        assertThat(api.post(path, Map.of("value", "BROKEN", "description", "x")).status())
                .isEqualTo(400);
        var locked = api.post(path, Map.of("value", "LOCKED", "description", "x"));
        assertThat(locked.at("/state/issuer").asText()).isEqualTo("metal-edit@metal-stack.io");
        assertThat(locked.at("/state/metal_hammer_version").asText()).isEmpty();
        assertThat(api.post(path, Map.of("value", "")).json().get("state").has("issuer"))
                .isFalse();
    }

    @Test
    void a_reserved_machine_is_stored_as_tainted() {
        var answer = api.post("/v1/machine/" + id + "/state", Map.of("value", "RESERVED", "description", "x"));
        assertThat(answer.at("/state/value").asText()).isEqualTo("RESERVED");
        assertThat(api.post("/v1/machine/find", Map.of("state_value", "RESERVED"))
                        .text())
                .isEqualTo("[]");
        assertThat(api.post("/v1/machine/find", Map.of("state_value", "TAINTED"))
                        .json())
                .hasSize(1);
    }

    @Test
    void a_reinstall_keeps_identity_and_addresses() {
        var answer = api.post("/v1/machine/" + id + "/reinstall", Map.of("imageid", "ubuntu-26.4"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("/allocation/image/id").asText()).isEqualTo("ubuntu-26.4");
        assertThat(answer.at("/allocation/reinstall").asBoolean()).isTrue();
        assertThat(answer.at("/allocation/allocationuuid")).isEqualTo(allocated.at("/allocation/allocationuuid"));
        assertThat(answer.at("/allocation/networks/0/ips")).isEqualTo(allocated.at("/allocation/networks/0/ips"));
    }

    @Test
    void a_reinstall_is_refused_where_it_cannot_be() {
        var path = "/v1/machine/" + id + "/reinstall";
        assertThat(api.post(path, Map.of("imageid", "debian-13")).status()).isEqualTo(404);
        metal.control().state(id, "LOCKED", "test");
        assertThat(api.post(path, Map.of("imageid", IMAGE)).message())
                .isEqualTo("machine either locked, not allocated yet or invalid image ID specified");
        var lvm = api.post("/v1/machine/allocate", with(allocation(project, network), "filesystemlayoutid", "lvm"))
                .at("/id")
                .asText();
        assertThat(api.post("/v1/machine/" + lvm + "/reinstall", Map.of("imageid", IMAGE))
                        .message())
                .isEqualTo("filesystemlayout:lvm is not reinstallable, abort reinstallation");
    }

    @Test
    void an_administrator_replaces_user_tags_but_cannot_clear_them() {
        var answer = api.call(
                Role.ADMIN, "POST", "/v1/machine", Map.of("id", id, "tags", List.of("b=2"), "description", "d"));
        assertThat(answer.at("/tags"))
                .extracting(t -> t.asText())
                .contains("b=2")
                .doesNotContain("a=1")
                .hasSize(3);
        assertThat(answer.at("/allocation/description").asText()).isEqualTo("d");
        var kept = api.call(Role.ADMIN, "POST", "/v1/machine", Map.of("id", id, "tags", List.of()));
        assertThat(kept.at("/tags")).hasSize(3);
    }

    @Test
    void only_allocated_machines_are_updated_and_only_dead_ones_deleted() {
        api.delete("/v1/machine/" + id + "/free");
        assertThat(api.call(Role.ADMIN, "POST", "/v1/machine", Map.of("id", id)).message())
                .isEqualTo("only allocated machines can be updated");
        assertThat(api.call(Role.ADMIN, "DELETE", "/v1/machine/" + id, null).status())
                .isEqualTo(422);
        metal.control().liveliness(id, "Dead");
        assertThat(api.call(Role.ADMIN, "DELETE", "/v1/machine/" + id, null).status())
                .isEqualTo(200);
        assertThat(machine().status()).isEqualTo(404);
    }

    @Test
    void an_allocated_machine_is_not_deleted() {
        assertThat(api.call(Role.ADMIN, "DELETE", "/v1/machine/" + id, null).message())
                .isEqualTo("cannot delete machine that is allocated");
    }

    @Test
    void a_machine_whose_image_was_deleted_is_found_but_not_got() {
        metal.control().deleteImage(IMAGE);
        assertThat(machine().status()).isEqualTo(404);
        var found = api.post("/v1/machine/find", Map.of("id", id));
        assertThat(found.at("/0/allocation/image").isNull()).isTrue();
        assertThat(found.at("/0/allocation/project").asText()).isEqualTo(project);
    }

    @Test
    void a_machine_whose_events_are_lost_is_found_but_not_got() {
        metal.control().loseEvents(id, true);
        assertThat(machine().message())
                .isEqualTo("NotFound no provisioningeventcontainer with id \"" + id + "\" found");
        assertThat(api.post("/v1/machine/find", Map.of("id", id)).json()).hasSize(1);
    }

    @Test
    void a_worker_is_no_firewall() {
        var answer = api.get("/v1/firewall/" + id);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo("machine is not a firewall");
        assertThat(api.get("/v1/firewall").text()).isEqualTo("[]");
    }

    @Test
    void a_firewall_is_found_as_both_and_shows_its_rules() {
        var rule = Map.of("protocol", "TCP", "ports", List.of(443), "to", List.of("0.0.0.0/0"), "comment", "web");
        var body = with(
                with(allocation(project, network), "imageid", "firewall-ubuntu-3.0"),
                "firewall_rules",
                Map.of("egress", List.of(rule)));
        var firewall = api.post("/v1/firewall/allocate", body);
        assertThat(firewall.at("/allocation/firewall_rules/egress/0/protocol").asText())
                .isEqualTo("tcp");
        assertThat(api.get("/v1/firewall/" + firewall.at("/id").asText()).status())
                .isEqualTo(200);
        assertThat(api.post("/v1/firewall/find", Map.of("allocation_role", "machine"))
                        .json())
                .hasSize(1);
        assertThat(api.post("/v1/machine/find", Map.of("allocation_project", project))
                        .json())
                .hasSize(2);
        assertThat(machine().json().get("allocation").has("firewall_rules")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": \"ID\"}",
                "{\"allocation_name\": \"worker-1\"}",
                "{\"allocation_hostname\": \"worker-1\"}",
                "{\"allocation_project\": \"PROJECT\"}",
                "{\"allocation_image_id\": \"debian-13.0\"}",
                "{\"allocation_role\": \"machine\"}",
                "{\"allocation_succeeded\": false}",
                "{\"network_ids\": [\"NETWORK\"]}",
                "{\"network_ips\": [\"10.0.0.1\"]}",
                "{\"network_prefixes\": [\"10.0.0.0/22\"]}",
                "{\"network_destination_prefixes\": [], \"network_ips\": [\"10.0.0.1\"]}",
                "{\"tags\": [\"a=1\"], \"partition_id\": \"mini-lab\", \"sizeid\": \"v1-small-x86\"}",
                "{\"rackid\": \"test-rack\", \"state_value\": \"\", \"tags\": [\"a=1\"]}",
                "{\"hardware_memory\": 2147483648, \"allocation_name\": \"worker-1\"}",
                "{\"disk_names\": [\"/dev/vda\"], \"disk_sizes\": [20000000000], \"allocation_name\": \"worker-1\"}",
                "{\"nics_names\": [\"lan0\"], \"name\": \"\", \"allocation_name\": \"worker-1\"}",
            })
    void find_knows_each_key(String query) {
        var body = query.replace("ID", id).replace("PROJECT", project).replace("NETWORK", network);
        assertThat(api.post("/v1/machine/find", body).json())
                .singleElement()
                .satisfies(m -> assertThat(m.get("id").asText()).isEqualTo(id));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"allocation_project\": \"\"}",
                "{\"network_asns\": [1]}",
                "{\"network_vrfs\": [0]}",
                "{\"ipmi_user\": \"root\"}",
                "{\"fru_product_serial\": \"1\"}",
                "{\"nics_mac_addresses\": [\"00:00:00:00:00:00\"]}",
                "{\"nics_neighbor_names\": [\"swp1\"]}",
            })
    void find_shows_nothing_that_does_not_fit(String query) {
        assertThat(api.post("/v1/machine/find", query).text()).isEqualTo("[]");
    }

    @Test
    void find_refuses_a_value_of_the_wrong_kind() {
        assertThat(api.post("/v1/machine/find", Map.of("tags", "a=1")).status()).isEqualTo(400);
        assertThat(api.post("/v1/machine/find", Map.of("id", 1)).status()).isEqualTo(400);
    }
}
