package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTest extends Bench {
    private final String project = metal.newProject();

    private Map<String, Object> wanted() {
        return new HashMap<>(Map.of("networkid", InventorySpec.INTERNET, "projectid", project));
    }

    private void refused(Caller.Answer answer, int status, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.message()).startsWith(message);
    }

    @Test
    void the_lowest_free_ipv4_address_is_given_ephemeral() {
        var answer = api.post("/v1/ip/allocate", with(wanted(), "tags", List.of("b", "a", "b")));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.at("/ipaddress").asText()).isEqualTo("203.0.113.129");
        assertThat(answer.at("/type").asText()).isEqualTo("ephemeral");
        assertThat(answer.at("/tags").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(answer.at("/allocationuuid").asText()).isNotEmpty();
        assertThat(api.post("/v1/ip/allocate", wanted()).at("/ipaddress").asText())
                .isEqualTo("203.0.113.130");
    }

    @Test
    void a_family_may_be_asked_for() {
        assertThat(api.post("/v1/ip/allocate", with(wanted(), "addressfamily", "IPv6"))
                        .at("/ipaddress")
                        .asText())
                .isEqualTo("2001:db8:0:113::1");
    }

    @Test
    void a_specific_address_is_given_once() {
        assertThat(api.post("/v1/ip/allocate/203.0.113.200", wanted()).status()).isEqualTo(201);
        refused(api.post("/v1/ip/allocate/203.0.113.200", wanted()), 409, "Conflict ip already allocated");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.128, 409, Conflict ip already allocated",
        "203.0.113.255, 409, Conflict ip already allocated",
        "203.0.113.142, 409, Conflict ip already allocated",
        "192.0.2.1, 422, specific ip not contained in any of the defined prefixes",
        "somewhere, 422, unable to parse specific ip: ",
    })
    void a_specific_address_that_cannot_be_given_is_refused(String address, int status, String message) {
        refused(api.post("/v1/ip/allocate/" + address, wanted()), status, message);
    }

    @Test
    void allocation_errors_come_in_their_order() {
        var body = new HashMap<String, Object>();
        refused(api.post("/v1/ip/allocate", body), 400, "networkid should not be empty");
        body.put("networkid", "n-1");
        refused(api.post("/v1/ip/allocate", body), 400, "projectid should not be empty");
        body.put("projectid", "nobody");
        body.put("addressfamily", "IPv5");
        refused(api.post("/v1/ip/allocate", body), 404, "NotFound no network with id \"n-1\" found");
        body.put("networkid", "underlay-mini-lab");
        refused(api.post("/v1/ip/allocate", body), 422, "given addressfamily is invalid:IPv5");
        body.put("addressfamily", "IPv6");
        refused(api.post("/v1/ip/allocate", body), 400, "there is no prefix for the given addressfamily:IPv6");
        body.put("addressfamily", "IPv4");
        refused(api.post("/v1/ip/allocate/10.1.0.9", body), 400, "it is not possible to specify specificIP");
        refused(api.post("/v1/ip/allocate", body), 404, "rpc error: code = NotFound");
    }

    @Test
    void an_unshared_child_gives_addresses_to_its_own_project_only() {
        var other = metal.newProject();
        var network = network(other);
        refused(
                api.post("/v1/ip/allocate", with(wanted(), "networkid", network)),
                422,
                "can not allocate ip for project \"" + project + "\" because network belongs to \"" + other
                        + "\" and the network is not shared");
    }

    @Test
    void a_super_network_with_children_gives_no_address() {
        network(project);
        refused(
                api.post("/v1/ip/allocate", with(wanted(), "networkid", "tenant-super-network-mini-lab")),
                422,
                "prefix 10.0.0.0/16 has childprefixes, acquire ip not possible");
    }

    @Test
    void an_exhausted_network_is_an_internal_error() {
        var network = network(project);
        metal.control().exhaust(network);
        refused(
                api.post("/v1/ip/allocate", with(wanted(), "networkid", network)),
                500,
                "Internal cannot allocate free ip in ipam, no ips left");
    }

    @Test
    void a_machine_id_makes_a_tag_that_forbids_to_free_it() {
        var ip = api.post("/v1/ip/allocate", with(wanted(), "machineid", "m-1"))
                .at("/ipaddress")
                .asText();
        assertThat(api.post("/v1/ip/find", Map.of("machineid", "m-1")).json()).hasSize(1);
        refused(api.delete("/v1/ip/free/" + ip), 400, "ip with machine scope can not be deleted");
        api.post("/v1/ip", Map.of("ipaddress", ip, "tags", List.of()));
        assertThat(api.delete("/v1/ip/free/" + ip).status()).isEqualTo(200);
        refused(api.get("/v1/ip/" + ip), 404, "NotFound no ip with id");
    }

    @Test
    void an_update_keeps_what_it_leaves_out_and_never_makes_ephemeral() {
        var ip = api.post("/v1/ip/allocate", with(with(wanted(), "tags", List.of("a")), "name", "n"))
                .at("/ipaddress")
                .asText();
        var kept = api.post("/v1/ip", Map.of("ipaddress", ip, "type", "static"));
        assertThat(kept.at("/type").asText()).isEqualTo("static");
        assertThat(kept.at("/name").asText()).isEqualTo("n");
        assertThat(kept.at("/tags").toString()).isEqualTo("[\"a\"]");
        refused(
                api.post("/v1/ip", Map.of("ipaddress", ip, "type", "ephemeral")),
                400,
                "cannot change type of ip address from static to ephemeral");
    }

    @Test
    void an_ipv6_address_in_a_path_is_the_stored_text_with_colons_encoded() {
        api.post("/v1/ip/allocate", with(wanted(), "addressfamily", "IPv6"));
        assertThat(api.get("/v1/ip/2001%3Adb8%3A0%3A113%3A%3A1").status()).isEqualTo(200);
        assertThat(api.delete("/v1/ip/free/2001:db8:0:113::1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"projectid\": \"PROJECT\"}",
                "{\"name\": \"vip\"}",
                "{\"type\": \"static\", \"projectid\": \"PROJECT\"}",
                "{\"tags\": [\"a\", \"b\"]}",
                "{\"ipaddress\": \"203.0.113.129\"}",
                "{\"networkid\": \"internet-mini-lab\", \"projectid\": \"PROJECT\"}",
                "{\"networkprefix\": \"203.0.113.128/25\", \"projectid\": \"PROJECT\"}",
                "{\"addressfamily\": \"IPv4\", \"projectid\": \"PROJECT\"}",
            })
    void find_knows_each_key(String query) {
        var body = with(with(with(wanted(), "name", "vip"), "type", "static"), "tags", List.of("a", "b", "c"));
        api.post("/v1/ip/allocate", body);
        assertThat(api.post("/v1/ip/find", query.replace("PROJECT", project)).json())
                .singleElement()
                .satisfies(ip -> assertThat(ip.get("name").asText()).isEqualTo("vip"));
    }
}
