package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.TestApiServer;
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

    private KubernetesClient admin;
    private Lease lease;
    private LeaderCallbacks election;

    @BeforeEach
    void act() {
        admin = TestApiServer.adminClient();
        lease = new Lease(ShippedOperator.settings(Map.of("capms.lease-namespace", NAMESPACE)), admin);
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
