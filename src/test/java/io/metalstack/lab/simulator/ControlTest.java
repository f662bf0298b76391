package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another process steers the simulator over HTTP. */
class ControlTest extends Bench {
    private final String project = metal.newProject();
    private final String network = network(project);

    private Caller.Answer control(String method, String path, @Nullable Object body) {
        return api.send(api.plain(metal.controlUrl(), method, path, body).build());
    }

    private String allocateOne() {
        return allocate(project, network).at("/id").asText();
    }

    @Test
    void an_administrator_can_give_back_everything_a_project_holds() {
        var locked = allocateOne();
        metal.control().state(locked, "LOCKED", "for the test");
        allocateOne();
        var others = metal.newProject();
        network(others);

        metal.control().clear(project);

        assertThat(metal.holdings().leftIn(project)).isEmpty();
        assertThat(metal.holdings().networksOf(others)).hasSize(1);
    }

    @Test
    void the_lab_sees_what_is_allocated_and_since_when() {
        var body = with(allocation(project, network), "user_data", "#cloud-config");
        var id = api.post("/v1/machine/allocate", body).at("/id").asText();
        var all = control("GET", "allocations", null);
        assertThat(all.at("/allocations/0/id").asText()).isEqualTo(id);
        assertThat(all.at("/allocations/0/allocationuuid").asText()).isNotEmpty();
        assertThat(all.at("/allocations/0/hostname").asText()).isEqualTo("worker-1");
        assertThat(all.at("/allocations/0/image").asText()).isEqualTo(IMAGE);
        assertThat(all.at("/allocations/0/user_data").asText()).isEqualTo("#cloud-config");
        assertThat(all.at("/allocations/0/ips/0").asText()).isEqualTo("10.0.0.1");
        assertThat(all.at("/allocations/0/networks/0/networkid").asText()).isEqualTo(network);
        var revision = all.at("/revision").asText();
        assertThat(control("GET", "allocations?since=" + revision, null).at("/allocations"))
                .isEmpty();
        allocateOne();
        assertThat(control("GET", "allocations?since=" + revision, null).at("/allocations"))
                .hasSize(1);
        assertThat(control("GET", "allocations", null).at("/allocations")).hasSize(2);
    }

    @Test
    void a_machine_sends_events() {
        var id = allocateOne();
        for (var event : List.of("Installing", "Booting New Kernel", "Phoned Home")) {
            var sent = control("POST", "machines/" + id + "/event", Map.of("event", event, "message", "m"));
            assertThat(sent.status()).as(sent.text()).isEqualTo(200);
        }
        assertThat(api.get("/v1/machine/" + id).at("/events/log/0/event").asText())
                .isEqualTo("Phoned Home");
        assertThat(control("GET", "machines", null).json()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "phone-home | {} | /events/log/0/event | Phoned Home",
                "liveliness | {\"value\": \"Unknown\"} | /liveliness | Unknown",
                "crash-loop | {\"on\": true} | /events/crash_loop | true",
                "state | {\"value\": \"LOCKED\", \"description\": \"x\"} | /state/value | LOCKED",
                "power | {\"on\": false} | /events/log/0/message | OFF",
                "take-away | {} | /allocation | null",
                "lose-events | {\"on\": true} | /statuscode | 404",
                "heartbeat | {\"on\": false} | /liveliness | Alive",
            })
    void a_machine_is_changed_from_outside(String what, String body, String pointer, String value) {
        var id = allocateOne();
        assertThat(control("POST", "machines/" + id + "/" + what, body).status())
                .isEqualTo(200);
        assertThat(api.get("/v1/machine/" + id).at(pointer).asText()).isEqualTo(value);
    }

    @Test
    void a_machine_is_given_to_another_project() {
        var id = allocateOne();
        var other = control("POST", "projects", null).at("/id").asText();
        var body = Map.of("project", other, "network", network(other), "image", IMAGE);
        var uuid = control("POST", "machines/" + id + "/reallocate", body)
                .at("/allocationuuid")
                .asText();
        var machine = api.get("/v1/machine/" + id);
        assertThat(machine.at("/allocation/project").asText()).isEqualTo(other);
        assertThat(machine.at("/allocation/allocationuuid").asText()).isEqualTo(uuid);
        assertThat(metal.holdings().ipsOf(project)).isEmpty();
        assertThat(metal.holdings().ipsOf(other)).hasSize(1);
        metal.control().phoneHome(id);
        assertThat(api.get("/v1/machine/" + id).at("/events/log/0/event").asText())
                .isEqualTo("Phoned Home");
    }

    @Test
    void what_a_client_wrote_on_its_things_is_written_anew_and_they_stay_held() {
        var id = allocateOne();
        var before = api.get("/v1/machine/" + id);
        var ip = metal.control().allocateIp(project, InventorySpec.INTERNET, List.of("old"));
        api.post("/v1/ip", Map.of("ipaddress", ip, "type", "static"));
        var words = Map.<String, Object>of("name", "new-name", "description", "by another client");

        record("machines/" + id, with(words, "tags", List.of("a=1")));
        record("networks/" + network, with(words, "labels", Map.of("b", "2")));
        record("ips/" + ip, with(words, "tags", List.of("c=3")));

        var machine = api.get("/v1/machine/" + id);
        assertThat(machine.at("/allocation/allocationuuid")).isEqualTo(before.at("/allocation/allocationuuid"));
        assertThat(machine.at("/allocation/name").asText()).isEqualTo("new-name");
        assertThat(machine.at("/allocation/hostname").asText()).isEqualTo("new-name");
        assertThat(machine.at("/allocation/description").asText()).isEqualTo("by another client");
        assertThat(machine.at("/tags").toString()).contains("\"a=1\"", "machine.metal-stack.io/network.primary.asn=");
        assertThat(machine.at("/tags")).hasSize(before.at("/tags").size() + 1);
        var held = api.get("/v1/network/" + network);
        assertThat(held.at("/name").asText()).isEqualTo("new-name");
        assertThat(held.at("/labels").toString()).isEqualTo("{\"b\":\"2\"}");
        var address = api.get("/v1/ip/" + ip);
        assertThat(address.at("/type").asText()).isEqualTo("ephemeral");
        assertThat(address.at("/tags").toString()).isEqualTo("[\"c=3\"]");
    }

    private void record(String thing, Map<String, Object> body) {
        var answer = control("POST", thing + "/record", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void faults_are_armed_counted_and_released() {
        var armed = control(
                "POST",
                "faults",
                Map.of("routes", List.of("LIST_MACHINES"), "next", 1, "do", "refuse", "status", 503, "message", "m"));
        assertThat(armed.status()).as(armed.text()).isEqualTo(200);
        assertThat(api.get("/v1/machine").status()).isEqualTo(503);
        assertThat(control("GET", "faults", null).at("/0/fired").asInt()).isEqualTo(1);
        assertThat(control("POST", "faults/" + armed.at("/number").asText() + "/release", null)
                        .status())
                .isEqualTo(200);
        assertThat(control("DELETE", "faults/" + armed.at("/number").asText(), null)
                        .status())
                .isEqualTo(200);
        assertThat(control("GET", "faults", null).text()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({"badGateway, 502", "answer, 500", "slow, 200"})
    void each_mishap_can_be_asked_for(String mishap, int status) {
        var armed = control("POST", "faults", Map.of("next", 1, "do", mishap, "millis", 1, "after", true));
        assertThat(armed.status()).as(armed.text()).isEqualTo(200);
        assertThat(api.get("/v1/machine").status()).isEqualTo(status);
    }

    @Test
    void calls_changes_and_what_a_project_holds_are_told() {
        allocateOne();
        var calls = control("GET", "calls", null);
        assertThat(calls.at("/calls")).hasSize(2);
        assertThat(control("GET", "calls?since=" + calls.at("/revision").asText(), null)
                        .at("/calls"))
                .isEmpty();
        assertThat(control("GET", "changes", null).at("/changes").toString()).contains("MACHINE_ALLOCATED");
        assertThat(control("GET", "counts", null).at("/ALLOCATE_MACHINE").asInt())
                .isEqualTo(1);
        assertThat(control("GET", "projects/" + project, null).at("/left")).hasSize(3);
    }

    @Test
    void administration_is_done_without_an_administrator() {
        control("POST", "images", Map.of("id", "ubuntu-28.4"));
        assertThat(api.get("/v1/image/ubuntu-28.4").status()).isEqualTo(200);
        control("DELETE", "images/ubuntu-28.4", null);
        assertThat(api.get("/v1/image/ubuntu-28.4").status()).isEqualTo(404);
        var added = control(
                "POST", "machines", Map.of("count", 2, "partition", "mini-lab", "size", "v1-small-x86", "rack", "r"));
        assertThat(added.at("/ids")).hasSize(2);
        assertThat(metal.holdings().freeMachines()).isEqualTo(6);
        control("DELETE", "machines/" + added.at("/ids/0").asText(), null);
        assertThat(metal.holdings().freeMachines()).isEqualTo(5);
        control("POST", "networks/" + network + "/exhaust", null);
        assertThat(allocate(project, network).status()).isEqualTo(500);
        control("POST", "networks/" + network + "/refill", null);
        assertThat(allocate(project, network).status()).isEqualTo(200);
        control("POST", "partitions/mini-lab/lock", Map.of("on", true));
        assertThat(allocate(project, network).message()).startsWith("too many parallel machine allocations");
        control("POST", "partitions/mini-lab/lock", Map.of("on", false));
        control("POST", "race", Map.of("race", "CANDIDATE_CHANGED"));
        assertThat(allocate(project, network).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | machines/x/event | {\"event\": \"Waiting\"} | 404 | NotFound no machine with id \"x\" found",
                "POST | machines/x/event | {\"event\": \"Hello\"} | 400 | \"Hello\" is no provisioning event; allowed are",
                "POST | machines/x/event | {} | 400 | the body needs \"event\", a string",
                "POST | machines/x/heartbeat | {\"on\": \"no\"} | 400 | the body needs \"on\", true or false",
                "POST | faults | {\"do\": \"explode\"} | 400 | \"do\" must be one of refuse, answer",
                "POST | faults | {\"do\": \"drop\", \"routes\": [\"X\"]} | 400 | \"X\" is no route; allowed are",
                "GET | allocations?since=x | {} | 400 | \"since\" must be a number",
                "GET | nothing | {} | 404 | there is no GET /control/nothing here; GET /control/ lists what there is",
                "POST | ips/1.2.3.4/record | {\"name\": \"n\", \"description\": \"\"} | 400 | the body needs \"tags\", an array",
                "POST | networks/x/record | {\"name\": \"n\", \"description\": \"\"} | 400 | the body needs \"labels\", an object",
                "POST | faults/9/release | {} | 404 | NotFound no fault with id",
            })
    void a_wrong_order_gets_a_sentence(String method, String path, String body, int status, String message) {
        var answer = control(method, path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.message()).startsWith(message);
    }

    @Test
    void it_lists_what_can_be_ordered() {
        assertThat(control("GET", "", null).at("/routes").toString()).contains("POST /control/machines/{id}/event");
    }
}
