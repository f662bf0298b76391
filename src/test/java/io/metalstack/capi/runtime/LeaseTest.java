package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.TestApiServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the lease when a manager ends that held it. */
@QuarkusTest
@TestProfile(Idle.class)
class LeaseTest {
    private static final String NAMESPACE = "default";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private KubernetesClient admin;
    private Lease lease;
    private LeaderCallbacks election;

    @BeforeEach
    void act() {
        admin = TestApiServer.adminClient();
        lease = lease(Map.of("capms.lease-namespace", NAMESPACE));
        election = lease.configuration().getLeaderCallbacks().orElseThrow();
        election.onNewLeader("this-one");
        election.onStartLeading();
    }

    @AfterEach
    void tidy() {
        admin.leases().inNamespace(NAMESPACE).withName(Lease.NAME).delete();
        admin.close();
    }

    @Test
    void a_manager_that_ends_gives_its_lease_back() throws InterruptedException {
        heldBy("this-one");

        end();

        assertThat(holder()).isNull();
    }

    @Test
    void a_lease_that_somebody_took_while_it_ended_stays_theirs() throws InterruptedException {
        heldBy("another");
        election.onNewLeader("another");

        end();

        assertThat(holder()).isEqualTo("another");
    }

    @Test
    void a_manager_tells_whether_it_acts() {
        assertThat(acts()).isOne();

        meters.clear();
        lease(Map.of()).configuration().getLeaderCallbacks().orElseThrow().onNewLeader("another");
        assertThat(acts()).as("one that waits").isZero();

        meters.clear();
        lease(Map.of("capms.leader-election", "false"));
        assertThat(acts()).as("one that needs no lease").isOne();
    }

    private Lease lease(Map<String, String> settings) {
        return new Lease(ShippedOperator.settings(settings), admin, meters);
    }

    private double acts() {
        return meters.get("capms.leader").gauge().value();
    }

    private void end() throws InterruptedException {
        lease.stopping(new ShutdownEvent());
        lease.stopped(new ShutdownEvent());
    }

    private void heldBy(String identity) {
        admin.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(Lease.NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(identity)
                        .endSpec()
                        .build())
                .create();
    }

    private String holder() {
        return admin.leases()
                .inNamespace(NAMESPACE)
                .withName(Lease.NAME)
                .get()
                .getSpec()
                .getHolderIdentity();
    }
}
