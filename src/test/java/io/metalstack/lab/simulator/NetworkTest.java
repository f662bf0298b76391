package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest extends Bench {
    private final String project = metal.newProject();

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private Map<String, Object> wanted() {
        return new HashMap<>(Map.of("projectid", project, "partitionid", InventorySpec.MINI_LAB));
    }

    private void refused(Caller.Answer answer, int status, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.message()).startsWith(message);
    }

    @Test
    void a_child_has_a_prefix_of_each_family_of_its_super_network_and_nothing_inherited() {
        var body = with(with(wanted(), "name", "nodes"), "labels", Map.of("a", "1"));
        var answer = api.post("/v1/network/allocate", body);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(texts(answer.at("/prefixes"))).containsExactlyInAnyOrder("10.0.0.0/22", "2001:db8:0:10::/96");
        assertThat(answer.at("/parentnetworkid").asText()).isEqualTo("tenant-super-network-mini-lab");
        assertThat(answer.at("/networktype").asText()).isEqualTo("child");
        assertThat(answer.at("/nattype").asText()).isEqualTo("none");
        assertThat(answer.at("/labels").toString()).isEqualTo("{\"a\":\"1\"}");
        assertThat(answer.at("/defaultchildprefixlength").isNull()).isTrue();
        assertThat(answer.at("/usage/available_ips").asInt()).isEqualTo(1024);
        assertThat(answer.at("/usage/used_ips").asInt()).isEqualTo(2);
        assertThat(answer.at("/consumption/ipv6/used_ips").asInt()).isEqualTo(1);
        assertThat(answer.at("/vrf").asInt()).isPositive();
        assertThat(answer.json().has("additionalAnnouncableCIDRs")).isFalse();
    }

    @Test
    void a_child_of_one_family_and_another_length() {
        var body = with(with(wanted(), "addressfamily", "IPv4"), "length", Map.of("IPv4", 24));
        assertThat(texts(api.post("/v1/network/allocate", body).at("/prefixes")))
                .containsExactly("10.0.0.0/24");
    }

    @Test
    void a_shared_child_says_so() {
        var answer = api.post("/v1/network/allocate", with(wanted(), "shared", true));
        assertThat(answer.at("/networktype").asText()).isEqualTo("child-shared");
    }

    @Test
    void allocation_errors_come_in_their_order() {
        var body = new HashMap<String, Object>();
        refused(api.post("/v1/network/allocate", body), 400, "projectid should not be empty");
        body.put("projectid", "nobody");
        refused(api.post("/v1/network/allocate", body), 400, "partitionid should not be empty");
        body.put("partitionid", "p-1");
        body.put("destinationprefixes", List.of("x"));
        body.put("addressfamily", "IPv5");
        refused(api.post("/v1/network/allocate", body), 404, "rpc error: code = NotFound");
        body.put("projectid", project);
        refused(api.post("/v1/network/allocate", body), 404, "NotFound no partition with id \"p-1\" found");
        metal.control().addPartition(new InventorySpec.Partition("p-1", null, null, null, null));
        refused(api.post("/v1/network/allocate", body), 400, "given prefix x is not a valid ip with mask: ");
        body.remove("destinationprefixes");
        refused(api.post("/v1/network/allocate", body), 404, "NotFound no network found");
        body.put("partitionid", InventorySpec.MINI_LAB);
        refused(api.post("/v1/network/allocate", body), 400, "addressfamily is invalid IPv5");
        body.put("length", Map.of("IPv5", 3));
        refused(api.post("/v1/network/allocate", body), 400, "addressfamily of length is invalid IPv5");
    }

    @Test
    void a_family_that_the_super_network_does_not_offer_is_refused() {
        addPartition("p-1");
        var body = with(with(wanted(), "partitionid", "p-1"), "addressfamily", "IPv6");
        refused(
                api.post("/v1/network/allocate", body),
                400,
                "addressfamily IPv6 specified, but no childprefixlength for this addressfamily");
    }

    @Test
    void a_super_network_without_room_says_so() {
        var body = with(with(wanted(), "addressfamily", "IPv4"), "length", Map.of("IPv4", 17));
        assertThat(api.post("/v1/network/allocate", body).status()).isEqualTo(201);
        assertThat(api.post("/v1/network/allocate", body).status()).isEqualTo(201);
        refused(api.post("/v1/network/allocate", body), 422, "cannot allocate free child prefix in ipam: ");
        refused(
                api.post("/v1/network/allocate", with(body, "length", Map.of("IPv4", 16))),
                422,
                "cannot allocate free child prefix in ipam: ");
    }

    @Test
    void a_freed_child_is_gone_and_its_usage_zero() {
        var id = network(project);
        var freed = api.delete("/v1/network/free/" + id);
        assertThat(freed.status()).isEqualTo(200);
        assertThat(freed.at("/usage/available_ips").asInt()).isZero();
        refused(api.delete("/v1/network/free/" + id), 404, "NotFound no network with id");
        assertThat(network(project)).isNotEqualTo(id);
    }

    @Test
    void a_dual_stack_network_freed_too_early_is_stuck_for_good() {
        var id = api.post("/v1/network/allocate", wanted()).at("/id").asText();
        var ip = Map.of("networkid", id, "projectid", project, "addressfamily", "IPv6");
        var address = api.post("/v1/ip/allocate", ip).at("/ipaddress").asText();
        refused(api.delete("/v1/network/free/" + id), 422, "error releasing child prefix in ipam: ");
        api.delete("/v1/ip/free/" + address);
        refused(api.delete("/v1/network/free/" + id), 422, "error releasing child prefix in ipam: not_found: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"labels\": {\"a\": \"1\"}} | 1",
                "{\"labels\": {\"a\": \"1\", \"b\": \"\"}} | 1",
                "{\"labels\": {\"a\": \"\"}} | 0",
                "{\"labels\": {\"b\": \"1\"}} | 0",
                "{\"name\": \"nodes\"} | 1",
                "{\"name\": \"\"} | 0",
                "{\"prefixes\": [\"10.0.0.0/22\"]} | 1",
                "{\"parentnetworkid\": \"tenant-super-network-mini-lab\"} | 1",
                "{\"privatesuper\": true} | 1",
                "{\"underlay\": true} | 1",
                "{\"nat\": true} | 1",
                "{\"vrf\": 104009} | 1",
                "{\"partitionid\": \"mini-lab\"} | 3",
                "{\"destinationprefixes\": [\"0.0.0.0/0\"]} | 1",
                "{\"id\": \"internet-mini-lab\"} | 1",
                "{\"addressfamily\": \"IPv6\"} | 3",
                "{\"prefixes\": [], \"labels\": {}} | 4",
                "{} | 4",
            })
    void find_combines_what_it_is_given(String query, int found) {
        api.post("/v1/network/allocate", with(with(wanted(), "name", "nodes"), "labels", Map.of("a", "1", "b", "")));
        assertThat(api.post("/v1/network/find", query).json()).hasSize(found);
    }

    @Test
    void only_an_administrator_creates_networks() {
        var body = Map.of("id", "dmz", "prefixes", List.of("198.51.100.0/24"));
        assertThat(api.call(Role.EDIT, "PUT", "/v1/network", body).status()).isEqualTo(403);
        var created = api.call(Role.ADMIN, "PUT", "/v1/network", body);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/networktype").asText()).isEqualTo("external");
        refused(api.call(Role.ADMIN, "PUT", "/v1/network", body), 409, "Conflict cannot create network");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | no prefixes given",
                "{\"prefixes\": [\"10.0.0.0/24\"]} | 422 | 10.0.0.0/24 overlaps 10.0.0.0/16",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"projectid\": \"nobody\"} | 404 | rpc error",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"partitionid\": \"p-1\"} | 404 | NotFound no partition",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"partitionid\": \"mini-lab\", \"privatesuper\": true} | 400 | partition with id",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"partitionid\": \"mini-lab\", \"underlay\": true} | 422 | partition with id",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"nat\": true, \"underlay\": true} | 400 | private super or underlay",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"vrf\": 104009} | 409 | Conflict",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"destinationprefixes\": [\"::/0\"]} | 400 | addressfamily:IPv6",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"defaultchildprefixlength\": {\"IPv4\": 26}} | 400 | default",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"privatesuper\": true} | 400 | private super network must always",
                "{\"prefixes\": [\"192.0.2.0/24\"], \"privatesuper\": true, \"defaultchildprefixlength\": {\"IPv4\": 24}} | 400 | given",
            })
    void what_cannot_be_created_is_refused(String body, int status, String message) {
        refused(api.call(Role.ADMIN, "PUT", "/v1/network", body), status, message);
    }

    @Test
    void an_update_that_leaves_out_announcable_cidrs_would_remove_them() {
        var body = Map.of("id", "tenant-super-network-mini-lab", "name", "x");
        refused(api.call(Role.ADMIN, "POST", "/v1/network", body), 400, "you cannot remove additionalannouncablecidrs");
        var forced = api.call(Role.ADMIN, "POST", "/v1/network?force=true", body);
        assertThat(forced.at("/name").asText()).isEqualTo("x");
    }

    @Test
    void a_prefix_in_use_is_not_removed_and_a_network_in_use_not_deleted() {
        api.post("/v1/ip/allocate", Map.of("networkid", InventorySpec.INTERNET, "projectid", project));
        var body = Map.of("id", InventorySpec.INTERNET, "prefixes", List.of("192.0.2.0/24"));
        refused(api.call(Role.ADMIN, "POST", "/v1/network", body), 422, "unable to update network: prefix ");
        refused(
                api.call(Role.ADMIN, "DELETE", "/v1/network/" + InventorySpec.INTERNET, null),
                422,
                "unable to delete network: prefix ");
    }

    @Test
    void a_network_with_children_is_not_deleted() {
        network(project);
        refused(
                api.call(Role.ADMIN, "DELETE", "/v1/network/tenant-super-network-mini-lab", null),
                422,
                "network cannot be deleted because there are children of this network");
    }
}
