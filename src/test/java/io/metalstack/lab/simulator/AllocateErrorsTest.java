package io.metalstack.lab.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One test per row of metal-api's error table for allocate, in its order and with its words. */
class AllocateErrorsTest extends Bench {
    static final String ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS a@b";

    private final String project = metal.newProject();
    private final String network = network(project);
    private final Map<String, Object> good = allocation(project, network);

    private void refused(Object body, int status, String message) {
        refused("/v1/machine/allocate", body, status, message);
    }

    private void refused(String path, Object body, int status, String message) {
        var answer = api.post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().get("statuscode").asInt()).isEqualTo(status);
        assertThat(answer.message()).startsWith(message);
    }

    @AfterEach
    void nothing_is_allocated_by_a_refusal() {
        assertThat(metal.holdings().machinesOf(project)).isEmpty();
        assertThat(metal.holdings().ipsOf(project))
                .filteredOn(ip -> ip.name().equals("worker-1"))
                .isEmpty();
    }

    @Test
    void row_1_body_not_json() {
        refused("{", 400, "");
        refused("", 400, "EOF");
    }

    @Test
    void row_2_networks_nil_or_empty() {
        refused(without(good, "networks"), 400, "network ids cannot be nil");
        refused(with(good, "networks", List.of()), 400, "network ids cannot be empty");
    }

    @Test
    void row_3_image_unknown() {
        refused(with(good, "imageid", "debian-99.0"), 400, "NotFound no image for id:debian-99.0 found:");
    }

    @ParameterizedTest
    @CsvSource({
        "comment, no 1 digits",
        "protocol, sctp",
        "to, 10.0.0.1",
    })
    void row_4_firewall_rules_invalid(String key, String value) {
        var rule = new HashMap<String, Object>(Map.of("ports", List.of(443), "to", List.of("0.0.0.0/0")));
        rule.put(key, key.equals("to") ? List.of(value) : value);
        var body =
                with(with(good, "imageid", "firewall-ubuntu-3.0"), "firewall_rules", Map.of("egress", List.of(rule)));
        refused("/v1/firewall/allocate", body, 400, "");
    }

    @Test
    void row_5_image_lacks_feature() {
        refused(
                with(good, "imageid", "firewall-ubuntu-3.0"),
                400,
                "given image is not usable for a machine, features: ");
        refused("/v1/firewall/allocate", good, 400, "given image is not usable for a firewall, features: ");
    }

    @Test
    void row_6_no_uuid_and_no_partition_or_size() {
        refused(without(good, "partitionid"), 400, "when no machine id is given, a partition id must be specified");
        refused(without(good, "sizeid"), 400, "when no machine id is given, a size id must be specified");
    }

    @Test
    void row_7_uuid_unknown() {
        refused(with(good, "uuid", "u-1"), 400, "uuid given but no machine found with uuid:u-1 err:NotFound ");
    }

    @Test
    void row_8_size_or_partition_unknown() {
        refused(with(good, "sizeid", "s-1"), 400, "size:s-1 not found err:NotFound ");
        refused(with(good, "partitionid", "p-1"), 400, "partition:p-1 not found err:NotFound ");
    }

    @Test
    void row_9_dns_or_ntp_invalid() {
        refused(with(good, "dns_servers", List.of(Map.of("ip", "nowhere"))), 400, "ip: nowhere for dns server");
        var four = Collections.nCopies(4, Map.of("ip", "192.0.2.1"));
        refused(with(good, "dns_servers", four), 400, "please do not define more than three dns servers");
        refused(with(good, "ntp_servers", List.of(Map.of("address", "no/name"))), 400, "dns name: no/name for ntp");
    }

    @Test
    void row_10_project_empty() {
        refused(without(good, "projectid"), 422, "project id must be specified");
    }

    @Test
    void row_11_ips_entry_no_ip() {
        refused(with(good, "ips", List.of("x")), 422, "\"x\" is not a valid IP address");
    }

    @Test
    void row_12_bad_ssh_key() {
        refused(with(good, "ssh_pub_keys", List.of("rsa x")), 422, "invalid public SSH key: rsa x error:");
        var next = with(with(good, "ssh_pub_keys", List.of(ED25519)), "projectid", "nobody");
        refused(next, 404, "rpc error: ");
    }

    @Test
    void row_13_firewall_without_ips_and_without_an_auto_network() {
        var body = with(with(good, "imageid", "firewall-ubuntu-3.0"), "networks", List.of(noAuto(network)));
        refused(
                "/v1/firewall/allocate",
                body,
                422,
                "when no ip is given at least one auto acquire network must be specified");
    }

    private static Map<String, Object> noAuto(String network) {
        return Map.of("networkid", network, "autoacquire", false);
    }

    @Test
    void row_14_more_non_auto_networks_than_ips() {
        refused(
                with(good, "networks", List.of(noAuto(network))),
                422,
                "missing ip(s) for network(s) without automatic ip allocation");
    }

    @Test
    void row_15_size_image_constraint_violated() {
        metal.control().constrain(InventorySpec.SMALL, Map.of("debian", ">= 14"));
        refused(good, 422, "given size:v1-small-x86 with image:debian-13.0 does violate image constraint:debian");
    }

    @Test
    void row_16_project_unknown() {
        refused(
                with(good, "projectid", "nobody"),
                404,
                "rpc error: code = NotFound desc = project with id:nobody not found sql: no rows in result set");
    }

    @Test
    void row_17_machine_quota_reached() {
        var poor = "11111111-0000-4000-8000-000000000001";
        metal.control().addProject(new InventorySpec.Project(poor, "poor", null, 0));
        refused(with(good, "projectid", poor), 422, "project quota for machines reached max:0");
    }

    @Test
    void row_18_no_layout_matches_or_explicit_layout_unknown() {
        metal.control().addImage("arch-1.0");
        refused(
                with(good, "imageid", "arch-1.0"),
                422,
                "could not find a matching filesystemLayout for size:v1-small-x86 and image:arch-1.0");
        refused(with(good, "filesystemlayoutid", "l-1"), 404, "NotFound no filesystemlayout ");
    }

    @Test
    void row_19_nothing_to_allocate() {
        metal.holdings().allMachineIds().forEach(id -> metal.control().state(id, "RESERVED", "test"));
        refused(good, 422, "no machine available");
    }

    @Test
    void row_20_partition_lock_not_obtained() {
        metal.control().lockPartition(InventorySpec.MINI_LAB, true);
        refused(good, 422, "too many parallel machine allocations taking place, try again later");
    }

    @Test
    void row_21_candidate_changed_in_between() {
        metal.control().nextAllocationLoses(Race.CANDIDATE_CHANGED);
        refused(good, 409, "Conflict cannot update machine ");
    }

    @Test
    void row_22_uuid_already_allocated() {
        var other = metal.newProject();
        var id = allocate(other, network(other)).at("/id").asText();
        refused(with(good, "uuid", id), 422, "machine is already allocated");
    }

    @Test
    void row_23_disks_do_not_fit_layout() {
        refused(
                with(good, "filesystemlayoutid", "raid"),
                422,
                "unable to check for fsl match:device:/dev/vdb does not exist on given hardware");
    }

    @Test
    void row_24_network_or_ip_unknown() {
        refused(
                with(good, "networks", List.of(Map.of("networkid", "n-1"))),
                404,
                "unable to gather networks:NotFound ");
        refused(with(good, "ips", List.of("10.0.0.77")), 404, "unable to gather networks:NotFound ");
    }

    @Test
    void row_25_network_rule_broken() {
        refused(
                with(good, "networks", List.of(Map.of("networkid", InventorySpec.INTERNET))),
                422,
                "unable to gather networks:no private network given");
    }

    @Test
    void row_26_network_out_of_addresses() {
        metal.control().exhaust(network);
        refused(
                good,
                500,
                "unable to make networks:unable to allocate an ip in network: " + network
                        + " Internal cannot allocate free ip in ipam, no ips left");
    }

    @Test
    void row_27_someone_allocated_it_meanwhile() {
        metal.control().nextAllocationLoses(Race.ALLOCATED_MEANWHILE);
        var answer = api.post("/v1/machine/allocate", good);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.message()).matches("machine \".+\" already allocated");
    }

    @Test
    void row_28_final_update_race() {
        metal.control().nextAllocationLoses(Race.FINAL_UPDATE);
        refused(good, 409, "Conflict cannot update machine ");
    }

    @Test
    void the_first_of_several_faults_in_the_table_is_told() {
        var bad = new HashMap<String, Object>();
        refused(bad, 400, "network ids cannot be nil");
        bad.put("networks", List.of(Map.of("networkid", "n-1")));
        refused(bad, 400, "NotFound no image");
        bad.put("imageid", IMAGE);
        refused(bad, 400, "when no machine id is given, a partition id");
        bad.put("partitionid", "p-1");
        refused(bad, 400, "when no machine id is given, a size id");
        bad.put("sizeid", "s-1");
        refused(bad, 400, "size:s-1 not found");
        bad.put("sizeid", InventorySpec.SMALL);
        refused(bad, 400, "partition:p-1 not found");
        bad.put("partitionid", InventorySpec.MINI_LAB);
        refused(bad, 422, "project id must be specified");
        bad.put("projectid", "nobody");
        refused(bad, 404, "rpc error: code = NotFound");
        bad.put("projectid", project);
        refused(bad, 404, "unable to gather networks:NotFound");
    }
}
