package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the router in front of metal-api makes of paths, methods, types and roles. */
class TransportTest extends Bench {
    private void refused(Caller.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().get("statuscode").asInt()).isEqualTo(status);
        assertThat(answer.json().get("message").isTextual()).isTrue();
    }

    @Test
    void an_unknown_path_is_not_found() {
        refused(api.get("/v1/machines"), 404);
        refused(api.get("/v2/machine"), 404);
    }

    @Test
    void a_path_without_the_base_path_is_not_found() {
        var signed = api.signed(Role.EDIT, "GET", "/v1/machine", null);
        var request = api.plain(metal.baseUrl().resolve("/"), "GET", "v1/machine", null);
        signed.headers().map().forEach((name, values) -> request.header(name, values.getFirst()));
        refused(api.send(request.build()), 404);
    }

    @Test
    void a_wrong_method_names_the_right_ones() {
        var answer = api.call(Role.ADMIN, "PUT", "/v1/machine", Map.of());
        refused(answer, 405);
        assertThat(answer.headers().get("allow"))
                .singleElement()
                .asString()
                .contains("GET")
                .contains("POST");
    }

    @Test
    void a_post_without_json_is_of_an_unsupported_type() {
        var signed = api.signed(Role.EDIT, "POST", "/v1/machine/find", Map.of());
        for (var type : new String[] {"", "text/plain"}) {
            var request = HttpRequest.newBuilder(signed.uri()).POST(HttpRequest.BodyPublishers.ofString("{}"));
            signed.headers().map().forEach((name, values) -> {
                if (!name.equalsIgnoreCase("Content-Type")) {
                    request.header(name, values.getFirst());
                }
            });
            if (!type.isEmpty()) {
                request.header("Content-Type", type);
            }
            refused(api.send(request.build()), 415);
        }
    }

    @ParameterizedTest
    @CsvSource({"text/html, 406", "'text/html, */*', 200", "application/json;q=0.9, 200"})
    void an_answer_is_json_or_none(String accept, int status) {
        var signed = api.signed(Role.EDIT, "GET", "/v1/machine", null);
        var request = api.plain("GET", "/v1/machine", null).header("Accept", accept);
        signed.headers().map().forEach((name, values) -> request.header(name, values.getFirst()));
        assertThat(api.send(request.build()).status()).isEqualTo(status);
    }

    @Test
    void a_slash_at_the_end_does_not_count() {
        assertThat(api.get("/v1/machine/").status()).isEqualTo(200);
        assertThat(api.get("/v1/size/" + InventorySpec.SMALL + "/").status()).isEqualTo(200);
    }

    @Test
    void keys_are_read_without_case_and_unknown_ones_ignored() {
        var found = api.post("/v1/machine/find", Map.of("RackID", "nowhere", "whatever", 1));
        assertThat(found.text()).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metal/", "/a/b/"})
    void paths_begin_with_the_base_path(String basePath) {
        try (var other = Simulator.builder().clock(clock).basePath(basePath).start()) {
            assertThat(other.baseUrl().getPath() + "/").isEqualTo(basePath);
            assertThat(new Caller(other, clock).get("/v1/machine").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource(Route.class)
    void a_route_admits_its_role_and_those_above_it(Route route) {
        for (var role : Role.values()) {
            var body = route.method().equals("POST") || route.method().equals("PUT") ? "{}" : null;
            var answer = api.call(role, route.method(), route.template().replace("{id}", "nothing"), body);
            if (route.access().admits(role)) {
                assertThat(answer.status())
                        .as("%s as %s: %s", route, role, answer.text())
                        .isNotIn(403, 405, 406, 415, 500);
            } else {
                refused(answer, 403);
                assertThat(answer.message()).startsWith("you are not member in one of [");
            }
        }
        assertThat(metal.ledger().count(route)).isEqualTo(3);
    }

    @Test
    void lists_that_are_empty_are_null_or_brackets_as_metal_api_has_them() {
        var empty = new InventorySpec(null, null, null, null, null, null, null, null, null, null, null);
        try (var other = Simulator.builder().clock(clock).inventory(empty).start()) {
            var api = new Caller(other, clock);
            for (var path : new String[] {"/v1/network", "/v1/project"}) {
                assertThat(api.get(path).text()).as(path).isEqualTo("null");
            }
            assertThat(api.post("/v1/project/find", Map.of()).text()).isEqualTo("null");
            assertThat(api.post("/v1/size/reservations/usage", Map.of()).text()).isEqualTo("null");
            for (var path : new String[] {
                "/v1/machine",
                "/v1/firewall",
                "/v1/ip",
                "/v1/image",
                "/v1/size",
                "/v1/partition",
                "/v1/filesystemlayout"
            }) {
                assertThat(api.get(path).text()).as(path).isEqualTo("[]");
            }
            for (var path : new String[] {
                "/v1/machine/find", "/v1/firewall/find", "/v1/network/find", "/v1/ip/find", "/v1/partition/capacity"
            }) {
                assertThat(api.post(path, Map.of()).text()).as(path).isEqualTo("[]");
            }
        }
    }

    @Test
    void lists_come_in_an_order_that_only_the_seed_knows() {
        var ids = Stream.generate(() -> order(7)).limit(2).distinct().toList();
        assertThat(ids).hasSize(1);
        assertThat(order(8)).isNotEqualTo(ids.getFirst()).containsExactlyInAnyOrderElementsOf(ids.getFirst());
    }

    private List<String> order(long seed) {
        try (var other =
                Simulator.builder().clock(clock).seed(seed).machines(12).start()) {
            var list = new ArrayList<String>();
            new Caller(other, clock)
                    .get("/v1/machine")
                    .json()
                    .forEach(m -> list.add(m.get("id").asText()));
            return list;
        }
    }

    @Test
    void a_static_token_stands_for_a_user_with_the_edit_role() {
        var keys = new Keys("a", "b", "c", "token-1");
        try (var other = Simulator.builder().clock(clock).keys(keys).start()) {
            var client = new Caller(other, clock);
            var request = client.plain("GET", "/v1/user/me", null);
            var me = client.send(
                    request.header("Authorization", "bearer token-1").build());
            assertThat(me.at("/EMail").asText()).isEqualTo("metal-edit@metal-stack.io");
            var wrong = client.plain("GET", "/v1/user/me", null).header("Authorization", "Bearer nope");
            assertThat(client.send(wrong.build()).status()).isEqualTo(403);
        }
    }

    @Test
    void a_port_in_use_is_told_in_one_sentence() {
        var port = metal.baseUrl().getPort();
        assertThatThrownBy(() -> Simulator.builder().port(port).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + port + ": ")
                .hasMessageContaining("choose another port");
    }
}
