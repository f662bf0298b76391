package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The checklist of what a simulator of metal-api must do, one test per row; the classes beside it go into detail. */
class ChecklistTest extends Bench {
    private static final Duration RELEASE = Duration.ofSeconds(2);

    private final String project = metal.newProject();
    private final String network = network(project);

    ChecklistTest() {
        super(Simulator.builder()
                .profile(new Profile(RELEASE, Duration.ofSeconds(1), Duration.ofSeconds(60), false, Duration.ZERO)));
    }

    private String allocateOne() {
        return allocate(project, network).at("/id").asText();
    }

    @Test
    @DisplayName("1. HMAC verify incl. 403 texts, string body for anonymous, lifetimes, three keys")
    void row_1_signatures() {
        for (var role : Role.values()) {
            var signed = api.signed(role, "GET", "/v1/machine", null);
            assertThat(api.send(signed).status()).isEqualTo(200);
            clock.pass(Keys.lifetime(role).plusSeconds(1));
            assertThat(api.send(signed).message()).startsWith("the timestamp in your header is too old: ");
        }
        assertThat(api.send(api.plain("GET", "/v1/machine", null).build()).text())
                .isEqualTo("\"tenant  not allowed\"");
    }

    @Test
    @DisplayName("2. Base path configurable; trailing slashes; 404/405/406/415 error objects")
    void row_2_transport() {
        assertThat(metal.baseUrl().getPath()).isEqualTo("/metal");
        assertThat(api.get("/v1/machine/").status()).isEqualTo(200);
        assertThat(api.get("/v1/nothing").json().get("statuscode").asInt()).isEqualTo(404);
        assertThat(api.call(Role.ADMIN, "PUT", "/v1/ip", "{}")
                        .json()
                        .get("statuscode")
                        .asInt())
                .isEqualTo(405);
    }

    @Test
    @DisplayName("3. Routes: machine, firewall, network, ip, image, size, partition, project, filesystemlayout, misc")
    void row_3_routes() {
        for (var route : Route.values()) {
            var body = route.method().equals("POST") || route.method().equals("PUT") ? "{}" : null;
            var answer = api.call(Role.ADMIN, route.method(), route.template().replace("{id}", "x"), body);
            assertThat(answer.status()).as(route + answer.text()).isIn(200, 400, 404);
            assertThat(answer.message()).doesNotContain("Page Not Found");
        }
    }

    @Test
    @DisplayName("4. Role check view/edit/admin per table")
    void row_4_roles() {
        var answer = api.call(Role.VIEW, "POST", "/v1/machine/allocate", allocation(project, network));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message())
                .isEqualTo("you are not member in one of [k8s_kaas-edit maas-all-all-edit k8s_kaas-admin "
                        + "maas-all-all-admin]");
        assertThat(api.call(Role.EDIT, "POST", "/v1/machine", Map.of()).status())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("5. Inventory of mini-lab by default; configurable machines")
    void row_5_inventory() {
        assertThat(api.get("/v1/machine").json()).hasSize(4);
        assertThat(metal.holdings().allMachineIds().getFirst()).isEqualTo("00000000-0000-0000-0000-000000000001");
        assertThat(api.get("/v1/partition/mini-lab").status()).isEqualTo(200);
        assertThat(api.get("/v1/project/00000000-0000-0000-0000-000000000001")
                        .at("/name")
                        .asText())
                .isEqualTo("sample-project");
        for (var image : List.of("firewall-ubuntu-3.0", "ubuntu-26.4", "debian-13.0")) {
            assertThat(api.get("/v1/image/" + image).status()).isEqualTo(200);
        }
        for (var layout : List.of("default", "raid", "lvm")) {
            assertThat(api.get("/v1/filesystemlayout/" + layout).status()).isEqualTo(200);
        }
        assertThat(api.get("/v1/network/internet-mini-lab").at("/vrf").asInt()).isEqualTo(104009);
        assertThat(api.get("/v1/network/underlay-mini-lab").at("/underlay").asBoolean())
                .isTrue();
        assertThat(api.get("/v1/network/tenant-super-network-mini-lab")
                        .at("/defaultchildprefixlength/IPv6")
                        .asInt())
                .isEqualTo(96);
        assertThat(api.get("/v1/ip/203.0.113.142").at("/name").asText()).isEqualTo("reserve v4");
        assertThat(api.get("/v1/ip/2001:db8:0:113::142").at("/name").asText()).isEqualTo("reserve v6");
    }

    @Test
    @DisplayName("6. Allocation algorithm with error order; lowest IP first, best-fit child prefixes, VRF/ASN pools")
    void row_6_allocation() {
        var first = allocate(project, network);
        assertThat(first.at("/allocation/networks/0/ips/0").asText()).isEqualTo("10.0.0.1");
        assertThat(first.at("/allocation/networks/0/asn").asLong()).isBetween(4210000001L, 4210131072L);
        assertThat(first.at("/allocation/networks/0/vrf").asInt()).isBetween(1, 131072);
        assertThat(allocate(project, network).at("/allocation/networks/0/ips/0").asText())
                .isEqualTo("10.0.0.2");
        assertThat(api.get("/v1/network/" + network(project)).at("/prefixes/0").asText())
                .isEqualTo("10.0.4.0/22");
    }

    @Test
    @DisplayName("7. Free life cycle with delayed IP release and delayed Machine Reclaim; liveliness job")
    void row_7_free() {
        var id = allocateOne();
        assertThat(api.delete("/v1/machine/" + id + "/free").at("/allocation").isNull())
                .isTrue();
        assertThat(metal.holdings().ipsOf(project)).hasSize(1);
        clock.pass(RELEASE);
        assertThat(metal.holdings().ipsOf(project)).isEmpty();
        assertThat(api.get("/v1/machine/" + id).at("/events/log/0/event").asText())
                .isEqualTo("Machine Reclaim");
        metal.control().heartbeat(id, false);
        clock.pass(Duration.ofMinutes(10));
        assertThat(api.get("/v1/machine/" + id).at("/liveliness").asText()).isEqualTo("Dead");
    }

    @Test
    @DisplayName("8. Random order of networks/tags (seedable) to catch order bugs; null network list when empty")
    void row_8_order() {
        var body = with(
                allocation(project, network),
                "networks",
                List.of(Map.of("networkid", network), Map.of("networkid", InventorySpec.INTERNET)));
        var id = api.post("/v1/machine/allocate", body).at("/id").asText();
        var firsts = new HashSet<String>();
        for (int i = 0; i < 20; i++) {
            firsts.add(api.get("/v1/machine/" + id)
                    .at("/allocation/networks/0/networkid")
                    .asText());
        }
        assertThat(firsts).containsExactlyInAnyOrder(network, InventorySpec.INTERNET);
    }

    @Test
    @DisplayName(
            "9. Control: events, liveliness, faults, drop after commit, exhaust, take away, HTML, pause IP release")
    void row_9_control() {
        metal.faults().when(Route.ALLOCATE_MACHINE).next(1).afterCommit().drop();
        assertThatThrownBy(() -> allocate(project, network)).isInstanceOf(UncheckedIOException.class);
        var id = metal.holdings().machinesOf(project).getFirst().id();
        metal.control().takeAway(id);
        metal.control().pauseIpRelease(true);
        clock.pass(Duration.ofHours(1));
        assertThat(metal.holdings().leftIn(project)).hasSize(2);
        metal.faults().when(Route.LIST_MACHINES).next(1).badGateway();
        assertThat(api.get("/v1/machine").text()).startsWith("<html>");
    }

    @Test
    @DisplayName("10. Assertions: leaks by project, double free, calls with wrong role, number of allocate calls")
    void row_10_assertions() {
        var id = allocateOne();
        api.call(Role.VIEW, "DELETE", "/v1/machine/" + id + "/free", null);
        api.delete("/v1/machine/" + id + "/free");
        api.delete("/v1/machine/" + id + "/free");
        clock.pass(RELEASE);
        assertThat(metal.holdings().leftIn(project)).containsExactly("network " + network + " ");
        assertThat(metal.ledger().doubleFrees()).hasSize(1);
        assertThat(metal.ledger().refusedForRole()).hasSize(1);
        assertThat(metal.ledger().count(Route.ALLOCATE_MACHINE)).isEqualTo(1);
        assertThat(metal.ledger().allocationsOf(project)).hasSize(1);
    }
}
