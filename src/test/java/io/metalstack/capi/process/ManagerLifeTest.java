package io.metalstack.capi.process;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineStatus.Address;
import io.metalstack.capi.api.v1alpha1.MetalStackMachineTemplate;
import io.metalstack.capi.house.Scraper;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.monitoring.Queries;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.InventorySpec;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a manager does that runs: one for all of these tests, on all namespaces, with metal-api behind TLS. */
abstract class ManagerLifeTest {

    private static final String WORKER = "w-1";
    private static final String READY = "Ready";

    private static final Path ACCESS = Path.of("deploy/monitoring/prometheus/access.yaml");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)[ {]");

    private static @Nullable RunningManager running;

    private final Program program;
    private Stage stage;
    private Simulator metal;

    ManagerLifeTest(Program program) {
        this.program = program;
    }

    @BeforeEach
    void open() throws Exception {
        program.require();
        if (running == null) {
            running = RunningManager.start(program);
        }
        metal = running.metal();
        stage = Stage.open(running.admin(), metal);
    }

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
            assertThat(metal.ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                    .as("allocated twice for one object")
                    .isEmpty();
        }
    }

    @AfterAll
    static void end() throws Exception {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Test
    void a_cluster_and_a_machine_come_up_and_it_tells_of_each_step() {
        var cluster = stage.provisionedCluster();
        stage.worker(WORKER);
        var held = stage.recorded(WORKER);

        metal.control().phoneHome(held.id());

        eventually().until(() -> stage.shows(machine(), READY, READY));
        assertThat(machine().getStatus().provisioned()).isTrue();
        assertThat(machine().getStatus().addresses()).extracting(Address::type).contains("Hostname", "InternalIP");
        assertThat(held.networks())
                .extracting(HeldMachine.Net::networkId)
                .contains(cluster.getSpec().nodeNetworkID());
        eventually().untilAsserted(() -> {
            assertThat(stage.events(cluster)).anyMatch(it -> it.startsWith("NodeNetworkAllocated: "));
            assertThat(stage.events(machine()))
                    .anyMatch(it -> it.startsWith("MachineAllocated: ") && it.contains(held.id()))
                    .anyMatch(it -> it.startsWith("MachineProvisioned: "));
        });
    }

    @Test
    void a_paused_machine_is_left_alone_until_it_goes_on() {
        stage.provisionedCluster();
        stage.worker(WORKER);
        stage.recorded(WORKER);
        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":true}}");
        eventually().until(() -> stage.shows(machine(), "Paused", "Paused"));

        stage.delete(machine());
        stage.worker("w-2"); // its condition shows that the events of before were dealt with
        eventually().until(() -> stage.shows(stage.metalStackMachine("w-2"), "Paused", "Paused"));
        assertThat(machinesHeld()).hasSize(1);

        stage.patch(stage.coreCluster(), "{\"spec\":{\"paused\":false}}");
        eventually().until(() -> machine() == null);
        stage.recorded("w-2");
        assertThat(machinesHeld()).hasSize(1);
    }

    @Test
    void a_cluster_with_credentials_of_its_own_uses_its_own_metal_api() {
        try (var other = Simulator.builder().machines(1).start();
                var elsewhere = Stage.open(running.admin(), other)) {
            elsewhere.bootstrapSecret("key", Map.of("api-url", other.baseUrl().toString(), "api-hmac", "metal-edit"));

            elsewhere.provisionedCluster("credentialsRef: {name: key}");

            assertThat(other.holdings().networksOf(elsewhere.project())).hasSize(1);
        }
    }

    @Test
    void metrics_are_for_those_whom_the_api_server_lets_read_them() throws Exception {
        var metrics = metrics();
        try (var scraper = new Scraper(running.admin(), stage.namespace())) {
            assertThat(scraper.get(metrics, "").statusCode()).isEqualTo(401);
            var token = scraper.token();
            assertThat(scraper.get(metrics, token).statusCode()).isEqualTo(403);

            scraper.mayReadMetrics();

            assertThat(scraper.reads(metrics, token)).contains("\ncapms_leader 1.0\n");
        }
    }

    @Test
    void a_monitoring_that_is_set_up_as_deploy_has_it_reads_each_metric_of_the_alerts_and_the_dashboard()
            throws Exception {
        stage.provisionedCluster();
        stage.worker(WORKER);
        stage.recorded(WORKER);
        stage.delete(machine());
        eventually().until(() -> machine() == null);
        var access = running.admin().load(Files.newInputStream(ACCESS));
        try (var scraper = new Scraper(running.admin(), stage.namespace())) {
            var account = access.serverSideApply().stream()
                    .filter(ServiceAccount.class::isInstance)
                    .map(ServiceAccount.class::cast)
                    .findFirst()
                    .orElseThrow();
            var token = scraper.token(account);

            var served = SAMPLE.matcher(scraper.reads(metrics(), token))
                    .results()
                    .map(it -> it.group(1))
                    .collect(Collectors.toSet());

            assertThat(served).containsAll(Queries.metricsOfTheManager());
        } finally {
            access.delete();
        }
    }

    private static URI metrics() {
        return URI.create("https://127.0.0.1:" + running.manager().port("https").orElseThrow() + "/metrics");
    }

    /** All kinds, and every call of metal-api: the native binary knows only what its build saw of them. */
    @Test
    void a_whole_life_with_a_firewall_makes_every_call_and_leaves_nothing() {
        firewallWanted();
        stage.cluster("firewallDeploymentRef: {name: " + Stage.FIREWALL + "}");
        eventually().until(() -> machinesHeld().size() == 1);
        var first = machinesHeld().getFirst();
        metal.control().phoneHome(first.id());
        eventually().until(stage::provisioned);
        stage.infrastructureProvisioned();
        stage.worker(WORKER);
        stage.recorded(WORKER);
        templateTellsOfItsMachines();
        anotherFirewallTakesItsPlace(first);
        var shared = addressOfAService();

        stage.delete(machine());
        stage.delete(stage.named(MetalStackFirewallDeployment.class, Stage.FIREWALL));
        stage.delete(stage.metalStackCluster());

        eventually().until(() -> stage.metalStackCluster() == null);
        assertThat(stage.all(MetalStackFirewall.class)).isEmpty();
        assertThat(machinesHeld()).isEmpty();
        assertThat(metal.holdings().networksOf(stage.project())).isEmpty();
        assertThat(metal.holdings().ipsOf(stage.project())).singleElement().satisfies(it -> {
            assertThat(it.address()).isEqualTo(shared);
            assertThat(it.tags()).containsExactly(service("default.other"));
        });
        assertThat(metal.ledger().calls().stream()
                        .filter(Ledger.Call::succeeded)
                        .map(Ledger.Call::route)
                        .collect(Collectors.toSet()))
                .contains(
                        Route.ALLOCATE_MACHINE,
                        Route.ALLOCATE_FIREWALL,
                        Route.FIND_MACHINES,
                        Route.FREE_MACHINE,
                        Route.ALLOCATE_NETWORK,
                        Route.FIND_NETWORKS,
                        Route.FREE_NETWORK,
                        Route.ALLOCATE_IP,
                        Route.FIND_IPS,
                        Route.UPDATE_IP,
                        Route.FREE_IP,
                        Route.PARTITION_CAPACITY,
                        Route.GET_LATEST_IMAGE,
                        Route.GET_SIZE,
                        Route.GET_PROJECT);
    }

    /** One that looks for newer images, at a time that is told in another zone. */
    private void firewallWanted() {
        stage.firewall();
        stage.patch(stage.named(MetalStackFirewallDeployment.class, Stage.FIREWALL), """
                {"spec": {"autoUpdate": {"machineImage": true, "maintenanceWindow":
                  {"begin": "00:00", "durationMinutes": 1440, "timeZone": "Europe/Berlin"}}}}""");
    }

    private void templateTellsOfItsMachines() {
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackMachineTemplate
                metadata: {name: t}
                spec: {template: {spec: {image: debian-13.0, size: v1-small-x86}}}
                """);
        eventually()
                .untilAsserted(() -> assertThat(Optional.ofNullable(stage.named(MetalStackMachineTemplate.class, "t")
                                .getStatus()))
                        .hasValueSatisfying(it -> assertThat(it.capacity()).isNotEmpty()));
    }

    private void anotherFirewallTakesItsPlace(HeldMachine first) {
        stage.patch(stage.named(MetalStackFirewallTemplate.class, Stage.FIREWALL), """
                {"spec": {"initialRuleSet": {"egress": [{"protocol": "TCP", "ports": [443], "to": ["0.0.0.0/0"]}]}}}""");
        eventually().until(() -> machinesHeld().size() == 3);
        metal.control().phoneHomeAll(stage.project());
        eventually().until(() -> machinesHeld().stream().noneMatch(it -> it.id().equals(first.id())));
    }

    /** That serves another cluster as well, so that only a tag is taken off. */
    private String addressOfAService() {
        var own = service(stage.namespace() + "." + Stage.CLUSTER);
        return metal.control()
                .allocateIp(stage.project(), InventorySpec.INTERNET, List.of(own, service("default.other")));
    }

    private static String service(String cluster) {
        return OwnershipTags.tag(OwnershipTags.SERVICE, cluster + "/web/shop");
    }

    private MetalStackMachine machine() {
        return stage.metalStackMachine(WORKER);
    }

    private List<HeldMachine> machinesHeld() {
        return metal.holdings().machinesOf(stage.project());
    }
}
