package io.metalstack.capi.firewall;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.allocation.ProviderId;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.status.Conditions;
import io.metalstack.lab.simulator.HeldMachine;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all tests with a firewall on the bench do. After each, nothing was allocated twice for one object. */
abstract class FirewallFlow {

    static final String NAME = "demo-firewall";

    /** Longer than the look at a project takes to come round, and than a slow recheck. */
    static final Duration A_WHILE = Duration.ofMinutes(2);

    @Inject
    Bench bench;

    Stage stage;

    @BeforeEach
    void open() {
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
        var claims = bench.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM);
        claims.values().removeIf(it -> !it.getFirst().project().equals(stage.project()));
        assertThat(claims).as("allocated twice for one object").isEmpty();
    }

    /** A template with these lines in addition to size, image and network, and a deployment that names it. */
    void wanted(String... templateLines) {
        template(templateLines);
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallDeployment
                metadata: {name: demo-firewall}
                spec: {firewallTemplateRef: {name: demo-firewall}}
                """);
    }

    void template(String... lines) {
        stage.apply("""
                apiVersion: infrastructure.cluster.x-k8s.io/v1alpha1
                kind: MetalStackFirewallTemplate
                metadata: {name: demo-firewall}
                spec:
                  size: v1-small-x86
                  image: firewall-ubuntu-3.0
                  networks: [internet-mini-lab]
                """
                + String.join(
                        "", List.of(lines).stream().map(it -> "  " + it + "\n").toList()));
    }

    /** A cluster that names the deployment, and a firewall that is allocated for it. */
    HeldMachine allocated() {
        wanted();
        stage.cluster("firewallDeploymentRef: {name: demo-firewall}");
        return recorded();
    }

    /** A cluster whose firewall has phoned home, so that it is provisioned. */
    HeldMachine ready() {
        var held = allocated();
        bench.metal().control().phoneHome(held.id());
        bench.letTimePass(A_WHILE);
        eventually().until(stage::provisioned);
        stage.infrastructureProvisioned();
        return held;
    }

    /** The only firewall of the deployment, once it is recorded. */
    HeldMachine recorded() {
        asTimePasses(() -> assertThat(firewalls())
                .singleElement()
                .satisfies(it -> assertThat(Annotations.of(it, Annotations.ALLOCATION_UUID))
                        .isPresent()));
        return held(firewalls().getFirst());
    }

    HeldMachine held(MetalStackFirewall firewall) {
        var id = ProviderId.parse(firewall.getSpec().providerID()).orElseThrow();
        return bench.metal().holdings().machine(id.machineId()).orElseThrow();
    }

    /** Waits for it while time goes by, not so fast that a call under way becomes too old for its signature. */
    void asTimePasses(ThrowingRunnable assertion) {
        eventually().pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(5));
            assertion.run();
        });
    }

    List<MetalStackFirewall> firewalls() {
        return stage.all(MetalStackFirewall.class);
    }

    MetalStackFirewallDeployment deployment() {
        return stage.named(MetalStackFirewallDeployment.class, NAME);
    }

    MetalStackFirewallTemplate firewallTemplate() {
        return stage.named(MetalStackFirewallTemplate.class, NAME);
    }

    /** Waits until a condition of the deployment has this reason and all of these words. */
    void shows(String type, String reason, String... words) {
        eventually().untilAsserted(() -> isShown(type, reason, words));
    }

    /** That a condition of the deployment has this reason and all of these words now. */
    void isShown(String type, String reason, String... words) {
        var condition =
                Optional.ofNullable(deployment().getStatus()).flatMap(it -> Conditions.find(it.conditions(), type));
        assertThat(condition).hasValueSatisfying(it -> {
            assertThat(it.getReason()).isEqualTo(reason);
            assertThat(List.of(words)).allMatch(it.getMessage()::contains);
        });
    }

    List<HeldMachine> heldFirewalls() {
        return bench.metal().holdings().machinesOf(stage.project()).stream()
                .filter(it -> it.role().equals("firewall"))
                .toList();
    }
}
