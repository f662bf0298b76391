package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which networks and addresses go together in an allocation. */
class AllocationNetworksTest extends Bench {
    private final String project = metal.newProject();
    private final String network = network(project);

    private String shared(String owner) {
        return api.post(
                        "/v1/network/allocate",
                        Map.of(
                                "projectid",
                                owner,
                                "partitionid",
                                InventorySpec.MINI_LAB,
                                "addressfamily",
                                "IPv4",
                                "shared",
                                true))
                .at("/id")
                .asText();
    }

    private Caller.Answer machine(String... networks) {
        return api.post("/v1/machine/allocate", on(allocation(project, network), networks));
    }

    private Caller.Answer firewall(String... networks) {
        var body = with(allocation(project, network), "imageid", "firewall-ubuntu-3.0");
        return api.post("/v1/firewall/allocate", on(body, networks));
    }

    private static Map<String, Object> on(Map<String, Object> body, String... networks) {
        return with(
                body,
                "networks",
                List.of(networks).stream().map(n -> Map.of("networkid", n)).toList());
    }

    private void refused(Caller.Answer answer, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.message()).startsWith("unable to gather networks:" + message);
    }

    private static Map<String, String> typesByNetwork(Caller.Answer answer) {
        var types = new HashMap<String, String>();
        answer.at("/allocation/networks")
                .forEach(n -> types.put(
                        n.get("networkid").asText(), n.get("networktype").asText()));
        return types;
    }

    @Test
    void underlay_and_super_networks_are_not_asked_for() {
        refused(machine(network, "underlay-mini-lab"), "underlay networks are not allowed to be set explicitly: ");
        refused(
                machine("tenant-super-network-mini-lab"),
                "private super networks are not allowed to be set explicitly: ");
    }

    @Test
    void a_network_is_named_once() {
        refused(machine(network, network), "given network ids are not unique");
    }

    @Test
    void one_private_network_is_unshared() {
        refused(
                firewall(network, network(project)),
                "multiple private networks are specified but there must be only one primary private network");
    }

    @Test
    void several_shared_networks_need_an_unshared_one() {
        refused(
                firewall(shared(project), shared(project)),
                "machines and firewalls are not allowed to be placed into multiple private, shared networks");
    }

    @Test
    void a_machine_has_one_private_network() {
        refused(
                machine(network, shared(project)),
                "machines are not allowed to be placed into multiple private networks");
    }

    @Test
    void the_private_network_belongs_to_the_project() {
        refused(
                machine(network(metal.newProject())),
                "the given private network does not belong to the project, which is not allowed");
    }

    @Test
    void a_shared_network_of_another_project_may_be_the_only_one() {
        var shared = shared(metal.newProject());
        assertThat(typesByNetwork(machine(shared))).containsEntry(shared, "privateprimaryshared");
    }

    @Test
    void a_private_network_lies_in_the_machines_partition() {
        metal.control().addPartition(new InventorySpec.Partition("p-2", null, null, null, null));
        var id = metal.control().addMachines(1, "p-2", InventorySpec.SMALL, "").getFirst();
        refused(
                api.post("/v1/machine/allocate", with(allocation(project, network), "uuid", id)),
                "the private network " + network + " must be located in the partition");
    }

    @Test
    void a_machine_may_have_an_external_network_and_gets_an_address_per_family() {
        var answer = machine(network, InventorySpec.INTERNET);
        assertThat(typesByNetwork(answer))
                .containsEntry(network, "privateprimaryunshared")
                .containsEntry(InventorySpec.INTERNET, "external");
        assertThat(metal.holdings().machinesOf(project).getFirst().ips())
                .containsExactlyInAnyOrder("10.0.0.1", "203.0.113.129", "2001:db8:0:113::1");
        answer.at("/allocation/networks")
                .forEach(n -> assertThat(n.get("asn").asLong()).isGreaterThan(4210000000L));
    }

    @Test
    void a_firewall_gets_the_underlay_as_well() {
        var answer = firewall(network, InventorySpec.INTERNET);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.at("/allocation/role").asText()).isEqualTo("firewall");
        assertThat(typesByNetwork(answer))
                .containsEntry("underlay-mini-lab", "underlay")
                .hasSize(3);
    }

    @Test
    void a_firewall_needs_an_underlay() {
        addPartition("p-2");
        metal.control().addMachines(1, "p-2", InventorySpec.SMALL, "");
        var body = Map.of("projectid", project, "partitionid", "p-2");
        var own = api.post("/v1/network/allocate", body).at("/id").asText();
        var wanted = with(with(allocation(project, own), "imageid", "firewall-ubuntu-3.0"), "partitionid", "p-2");
        refused(api.post("/v1/firewall/allocate", wanted), "no underlay found in the given partition:p-2");
    }

    @Test
    void a_listed_address_replaces_the_automatic_one() {
        var wanted = Map.of("networkid", network, "projectid", project, "type", "static");
        api.post("/v1/ip/allocate/10.0.0.9", wanted);
        var answer = api.post("/v1/machine/allocate", with(allocation(project, network), "ips", List.of("10.0.0.9")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(metal.holdings().machinesOf(project).getFirst().ips()).containsExactly("10.0.0.9");
        assertThat(metal.holdings().ipsOf(project).getFirst().tags())
                .containsExactly("machine.metal-stack.io/id=" + answer.at("/id").asText());
    }

    @Test
    void a_static_address_survives_its_machine_and_an_ephemeral_one_does_not() {
        api.post("/v1/ip/allocate/10.0.0.8", Map.of("networkid", network, "projectid", project));
        api.post("/v1/ip/allocate/10.0.0.9", Map.of("networkid", network, "projectid", project, "type", "static"));
        var body = with(allocation(project, network), "ips", List.of("10.0.0.8", "10.0.0.9"));
        var id = api.post("/v1/machine/allocate", body).at("/id").asText();
        api.delete("/v1/machine/" + id + "/free");
        assertThat(metal.holdings().ipsOf(project)).singleElement().satisfies(ip -> {
            assertThat(ip.address()).isEqualTo("10.0.0.9");
            assertThat(ip.tags()).isEmpty();
        });
    }

    @Test
    void an_address_on_several_machines_stays_until_the_last_is_freed() {
        api.post("/v1/ip/allocate/10.0.0.8", Map.of("networkid", network, "projectid", project));
        var body = with(allocation(project, network), "ips", List.of("10.0.0.8"));
        var first = api.post("/v1/machine/allocate", body).at("/id").asText();
        var second = api.post("/v1/machine/allocate", body).at("/id").asText();
        api.delete("/v1/machine/" + first + "/free");
        assertThat(metal.holdings().ipsOf(project)).hasSize(1);
        api.delete("/v1/machine/" + second + "/free");
        assertThat(metal.holdings().ipsOf(project)).isEmpty();
    }

    @Test
    void a_listed_address_is_the_projects_and_in_a_network_of_the_machine() {
        var other = metal.newProject();
        api.post("/v1/ip/allocate/203.0.113.150", Map.of("networkid", InventorySpec.INTERNET, "projectid", other));
        var body = with(allocation(project, network), "ips", List.of("203.0.113.150"));
        refused(
                api.post("/v1/machine/allocate", body),
                "given ip \"203.0.113.150\" with project id \"" + other
                        + "\" does not belong to the project of this allocation: " + project);
        api.post("/v1/ip/allocate/203.0.113.151", Map.of("networkid", InventorySpec.INTERNET, "projectid", project));
        refused(
                api.post("/v1/machine/allocate", with(body, "ips", List.of("203.0.113.151"))),
                "given ip \"203.0.113.151\" is not in any of the given networks, which is required");
    }

    @Test
    void a_private_network_without_any_address_is_refused() {
        api.post("/v1/ip/allocate/203.0.113.151", Map.of("networkid", InventorySpec.INTERNET, "projectid", project));
        var networks = List.of(
                Map.of("networkid", network, "autoacquire", false), Map.of("networkid", InventorySpec.INTERNET));
        var body = with(with(allocation(project, network), "networks", networks), "ips", List.of("203.0.113.151"));
        refused(api.post("/v1/machine/allocate", body), "the private network has no auto ip acquisition");
    }

    @Test
    void a_failed_allocation_gives_back_what_it_took() {
        metal.control().exhaust(network);
        var answer = machine(InventorySpec.INTERNET, network);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(metal.holdings().leftIn(project)).containsExactly("network " + network + " ");
        assertThat(metal.holdings().freeMachines()).isEqualTo(4);
    }
}
