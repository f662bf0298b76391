package io.metalstack.capi.machine;

import static io.metalstack.capi.house.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.metalstack.capi.allocation.AllocationIntent;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.Stage;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Keys;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Role;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that names credentials of its own, for another metal-stack than the provider's. */
@QuarkusTest
class CredentialsPerClusterTest {

    private static final String SECRET = "other-metal-stack";
    private static final String REF = "credentialsRef: {name: " + SECRET + "}";
    private static final Duration A_LOOK = Duration.ofMinutes(1);

    @Inject
    Bench bench;

    private Simulator other;
    private Stage stage;

    @BeforeEach
    void open() {
        other = Simulator.builder()
                .clock(bench.clock())
                .keys(new Keys("other-view", "other-edit", "other-admin", ""))
                .machines(8)
                .seed(11)
                .start();
        stage = Stage.open(bench.admin(), other);
    }

    @AfterEach
    void close() {
        stage.close();
        other.close();
    }

    @Test
    void two_clusters_use_two_installations_at_once_and_each_frees_in_its_own() {
        secret(SECRET, other.baseUrl(), "other-edit");
        var before = bench.metal().ledger().calls().size();
        try (var ofProvider = bench.open()) {
            ofProvider.provisionedCluster();
            stage.provisionedCluster(REF);
            ofProvider.worker("w-1");
            stage.worker("w-1");

            eventually().untilAsserted(() -> {
                assertThat(holdings()).hasSize(1);
                assertThat(bench.metal().holdings().machinesOf(ofProvider.project()))
                        .hasSize(1);
            });
            assertThat(bench.metal().ledger().calls().stream().skip(before))
                    .noneMatch(it -> it.path().contains(stage.project()));
            other.control().phoneHome(holdings().getFirst().id());
            bench.letTimePass(A_LOOK);
            eventually()
                    .untilAsserted(() -> assertThat(stage.condition(stage.metalStackMachine("w-1"), "Ready"))
                            .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True")));

            deleteAll();

            assertThat(bench.metal().holdings().machinesOf(ofProvider.project()))
                    .hasSize(1);
        }
    }

    @Test
    void a_secret_that_is_missing_is_named_and_waited_for() {
        stage.cluster(REF);

        clusterSays("CredentialsUnusable", SECRET, "there is no such Secret", "api-url");
        assertThat(other.ledger().calls()).isEmpty();

        secret(SECRET, other.baseUrl(), "other-edit");
        eventually().until(() -> {
            bench.letTimePass(Duration.ofSeconds(10));
            return stage.provisioned();
        });
        deleteAll();
    }

    @Test
    void what_a_secret_lacks_is_named_and_nothing_that_it_holds() {
        stage.bootstrapSecret(SECRET, Map.of("api-url", "https://user:hidden@metal", "api-hmac", "unspeakable"));
        stage.cluster(REF);

        clusterSays("CredentialsUnusable", SECRET, "api-url");
        assertThat(ready().orElseThrow().getMessage()).doesNotContain("hidden").doesNotContain("unspeakable");
    }

    @Test
    void a_key_is_changed_while_machines_run() {
        secret(SECRET, other.baseUrl(), "other-edit");
        stage.provisionedCluster(REF);
        stage.worker("w-1");
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));

        secret(SECRET, other.baseUrl(), "expired");
        bench.letTimePass(A_LOOK);
        stage.worker("w-2");
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackMachine("w-2"), "Ready"))
                        .hasValueSatisfying(it -> assertThat(it.getReason()).isEqualTo("MetalApiDenied")));
        assertThat(holdings()).hasSize(1);

        secret(SECRET, other.baseUrl(), "other-admin", "Metal-Admin");
        eventually().untilAsserted(() -> {
            bench.letTimePass(A_LOOK);
            assertThat(holdings()).hasSize(2);
        });
        assertThat(other.ledger().calls().getLast().role()).isEqualTo(Role.ADMIN);
        deleteAll();
    }

    @Test
    void a_deletion_waits_for_the_secret_and_loses_nothing() {
        secret(SECRET, other.baseUrl(), "other-edit");
        stage.provisionedCluster(REF);
        stage.worker("w-1");
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));

        bench.admin().secrets().inNamespace(stage.namespace()).withName(SECRET).delete();
        bench.letTimePass(A_LOOK);
        stage.delete(stage.coreMachine("w-1"));
        stage.delete(stage.metalStackMachine("w-1"));
        stage.delete(stage.metalStackCluster());
        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackMachine("w-1"), "Deleting"))
                        .hasValueSatisfying(it -> assertThat(it.getMessage()).contains("there is no such Secret")));
        assertThat(holdings()).hasSize(1);

        secret(SECRET, other.baseUrl(), "other-edit");
        seeAllGone();
    }

    @Test
    void a_call_in_doubt_is_looked_for_with_the_credentials_it_was_made_with() {
        secret(SECRET, other.baseUrl(), "other-edit");
        secret("elsewhere", bench.metal().baseUrl(), "metal-edit");
        stage.provisionedCluster(REF);
        other.faults().when(Route.ALLOCATE_MACHINE).next(1).afterCommit().drop();
        other.faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .run(() -> other.faults()
                        .when(Route.FIND_MACHINES)
                        .drop()); // so that the change comes before anybody has looked
        stage.worker("w-1");
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));

        stage.patch(stage.metalStackCluster(), "{\"spec\":{\"credentialsRef\":{\"name\":\"elsewhere\"}}}");
        bench.letTimePass(Duration.ofMinutes(5));
        other.faults().clear();

        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(10));
            assertThat(stage.metalStackMachine("w-1").getSpec().providerID())
                    .isEqualTo("metal://mini-lab/" + holdings().getFirst().id());
        });
        assertThat(AllocationIntent.of(stage.metalStackMachine("w-1")))
                .hasValueSatisfying(it -> assertThat(it.credentials()).isEqualTo(SECRET));
        assertThat(machineAllocations()).hasSize(1);
        stage.patch(stage.metalStackCluster(), "{\"spec\":{\"credentialsRef\":{\"name\":\"" + SECRET + "\"}}}");
        deleteAll();
    }

    @Test
    void a_deletion_with_credentials_for_another_metal_stack_waits_and_loses_nothing() {
        secret(SECRET, other.baseUrl(), "other-edit");
        secret("elsewhere", bench.metal().baseUrl(), "metal-edit");
        stage.provisionedCluster(REF);
        stage.worker("w-1");
        eventually().untilAsserted(() -> assertThat(holdings()).hasSize(1));

        stage.patch(stage.metalStackCluster(), "{\"spec\":{\"credentialsRef\":{\"name\":\"elsewhere\"}}}");
        stage.delete(stage.coreMachine("w-1"));
        stage.delete(stage.metalStackMachine("w-1"));

        eventually()
                .untilAsserted(() -> assertThat(stage.condition(stage.metalStackMachine("w-1"), "Deleting"))
                        .hasValueSatisfying(it -> assertThat(it.getMessage()).contains("does not know project")));
        assertThat(holdings()).hasSize(1);
        stage.patch(stage.metalStackCluster(), "{\"spec\":{\"credentialsRef\":{\"name\":\"" + SECRET + "\"}}}");
        deleteAll();
    }

    @Test
    void a_call_that_came_to_nothing_is_repeated_with_the_credentials_of_now() {
        secret(SECRET, URI.create("http://127.0.0.1:1/metal"), "other-edit");
        secret("right", other.baseUrl(), "other-edit");
        stage.cluster(REF);
        clusterSays("MetalApiUnavailable", "127.0.0.1:1");

        stage.patch(stage.metalStackCluster(), "{\"spec\":{\"credentialsRef\":{\"name\":\"right\"}}}");

        eventually().until(() -> {
            bench.letTimePass(A_LOOK);
            return stage.provisioned();
        });
        deleteAll();
    }

    private void clusterSays(String reason, String... parts) {
        eventually()
                .untilAsserted(() -> assertThat(ready()).hasValueSatisfying(it -> {
                    assertThat(it.getReason()).isEqualTo(reason);
                    assertThat(it.getMessage()).contains(parts);
                }));
    }

    private Optional<Condition> ready() {
        return stage.condition(stage.metalStackCluster(), "Ready");
    }

    private List<HeldMachine> holdings() {
        return other.holdings().machinesOf(stage.project());
    }

    private List<Ledger.Change> machineAllocations() {
        return other.ledger().allocationsOf(stage.project()).stream()
                .filter(it -> it.what() == Ledger.What.MACHINE_ALLOCATED)
                .toList();
    }

    private void deleteAll() {
        for (var machine : stage.all(MetalStackMachine.class)) {
            stage.delete(machine);
        }
        stage.delete(stage.metalStackCluster());
        seeAllGone();
    }

    private void seeAllGone() {
        eventually().untilAsserted(() -> {
            bench.letTimePass(Duration.ofSeconds(10));
            assertThat(stage.all(MetalStackCluster.class)).isEmpty();
            assertThat(other.holdings().leftIn(stage.project())).isEmpty();
        });
    }

    private void secret(String name, URI url, String hmac) {
        secret(name, url, hmac, "Metal-Edit");
    }

    private void secret(String name, URI url, String hmac, String authType) {
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(stage.namespace())
                .endMetadata()
                .addToStringData("api-url", url.toString())
                .addToStringData("api-hmac", hmac)
                .addToStringData("api-hmac-auth-type", authType)
                .build();
        bench.admin().resource(secret).createOr(existing -> existing.update());
    }
}
