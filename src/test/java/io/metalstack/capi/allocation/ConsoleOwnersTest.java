package io.metalstack.capi.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.lab.simulator.Caller;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lab's console reads whose something is from the tags that the provider writes; the two share no code. */
class ConsoleOwnersTest {
    private static final String IMAGE = "debian-13.0";

    @Test
    void the_console_finds_a_whole_cluster_by_the_providers_tags() throws Exception {
        try (var metal = Simulator.builder().start()) {
            var project = metal.newProject();
            var wanted = Map.of(
                    "projectid",
                    project,
                    "partitionid",
                    InventorySpec.MINI_LAB,
                    "labels",
                    OwnershipTags.ofNetwork("default", "demo", "uid"));
            var network = new Caller(metal, Clock.systemUTC())
                    .post("/v1/network/allocate", wanted)
                    .at("/id")
                    .asText();
            var ids = metal.holdings().allMachineIds();
            metal.control()
                    .allocate(
                            ids.get(0),
                            project,
                            network,
                            IMAGE,
                            OwnershipTags.ofMachine("default", "demo", "cp", true, "uid", "a"));
            metal.control()
                    .allocate(
                            ids.get(1),
                            project,
                            network,
                            IMAGE,
                            OwnershipTags.ofMachine("default", "demo", "worker", false, "uid", "b"));
            metal.control()
                    .allocateFirewall(
                            ids.get(2),
                            project,
                            network,
                            "firewall-ubuntu-3.0",
                            OwnershipTags.ofFirewall("default", "demo", "fw", "fw-1", "uid", "c"));
            var address = metal.control()
                    .allocateIp(
                            project, InventorySpec.INTERNET, OwnershipTags.ofControlPlaneIp("default", "demo", "uid"));

            var clusters = state(metal).path("clusters");

            assertThat(clusters)
                    .hasToString(
                            "[{\"name\":\"default/demo\",\"uid\":\"uid\",\"controlplane\":[\"%s\"],\"workers\":[\"%s\"],\"firewalls\":[\"%s\"],\"networks\":[\"%s\"],\"endpoints\":[\"%s\"]}]"
                                    .formatted(ids.get(0), ids.get(1), ids.get(2), network, address));
        }
    }

    private static JsonNode state(Simulator metal) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(metal.controlUrl().resolve("events")).build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofLines());
        try (var lines = answer.body()) {
            var data = lines.filter(it -> it.startsWith("data: ")).findFirst().orElseThrow();
            return new ObjectMapper().readTree(data.substring(6));
        }
    }
}
