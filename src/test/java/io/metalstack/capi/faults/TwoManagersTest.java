package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.faults.Write.Verb;
import io.metalstack.capi.faults.WriteFault.Mishap;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.lab.simulator.Route;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two managers act on the same objects, as when the lease went over while one slept, or when there is no lease. */
@QuarkusTest
@TestProfile(Idle.class)
class TwoManagersTest {

    private static final String WORKER = "w-1";

    private Births births;
    private KubernetesClient admin;
    private World world;

    @BeforeEach
    void open() {
        births = new Births();
        admin = TestApiServer.adminClient();
        world = new World(admin, 1, false, births.ordinary());
    }

    @AfterEach
    void close() {
        world.close();
        admin.close();
        births.close();
    }

    @Test
    void a_machine_that_a_sleeping_manager_would_take_late_is_not_taken() {
        provisioned();
        var answer = hold(Mishap.ANSWER_HELD, "machine", Verb.ANNOUNCE);
        world.stage().worker(WORKER);
        world.until("the first has announced an allocation and sleeps", answer::fired);
        world.freeze();
        world.also(births.ordinary());
        world.until("the second has allocated", this::workerIsRecorded);

        answer.release();
        world.thaw();
        world.stage().worker("w-2");
        world.until("both went on", () -> recorded(WORKER) && recorded("w-2"));

        assertThat(world.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                .isEmpty();
        assertThat(ours()).isEqualTo(2);
    }

    @Test
    void of_two_that_want_to_allocate_a_machine_one_stands_back() {
        provisioned();
        var intent = hold(Mishap.HELD, "machine", Verb.ANNOUNCE);
        world.stage().worker(WORKER);
        world.until("the first is about to announce", intent::fired);
        world.also(births.ordinary());
        world.until("the second has allocated", this::workerIsRecorded);

        intent.release();
        world.stage().worker("w-2");
        world.until("both went on", () -> recorded(WORKER) && recorded("w-2"));

        assertThat(world.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                .isEmpty();
        assertThat(ours()).isEqualTo(2);
    }

    @Test
    void of_two_that_want_to_allocate_a_node_network_one_stands_back() {
        var intent = hold(Mishap.HELD, "network", Verb.ANNOUNCE);
        world.stage().cluster();
        world.until("the first is about to announce", intent::fired);
        world.also(births.ordinary());
        world.until("the second has made it", () -> world.stage().provisioned());

        intent.release();
        world.stage().infrastructureProvisioned();
        world.stage().worker(WORKER);
        world.until("both went on", this::workerIsRecorded);

        assertThat(world.metal().holdings().networksOf(world.stage().project()))
                .as("ours, and the foreign one")
                .hasSize(2);
    }

    @Test
    void of_two_that_want_to_make_a_firewall_one_is_refused() {
        var object = hold(Mishap.HELD, "firewall", Verb.MAKE);
        world.stage().firewall();
        world.stage().cluster("firewallDeploymentRef: {name: demo-firewall}");
        world.until("the first is about to make it", object::fired);
        world.also(births.ordinary());
        world.until("the second has, and it is ready", () -> {
            world.metal().control().phoneHomeAll(world.stage().project());
            return world.stage().provisioned();
        });

        object.release();
        world.stage().infrastructureProvisioned();
        world.stage().worker(WORKER);
        world.until("both went on", this::workerIsRecorded);

        assertThat(world.metal().ledger().count(Route.ALLOCATE_FIREWALL)).isEqualTo(1);
        assertThat(world.stage().all(MetalStackFirewall.class)).hasSize(1);
    }

    private void provisioned() {
        world.stage().cluster();
        world.until("the cluster is provisioned", () -> world.stage().provisioned());
        world.stage().infrastructureProvisioned();
    }

    private WriteFault hold(Mishap mishap, String subject, Verb verb) {
        var fault = WriteFault.holding(mishap, it -> it.subject().equals(subject) && it.verb() == verb);
        world.writeFaults().add(fault);
        return fault;
    }

    private boolean workerIsRecorded() {
        return recorded(WORKER);
    }

    private boolean recorded(String name) {
        var machine = world.stage().metalStackMachine(name);
        return Annotations.of(machine, Annotations.ALLOCATION_UUID).isPresent()
                && !Annotations.present(machine, Annotations.BLOCK_MOVE);
    }

    private long ours() {
        return world.metal().holdings().machinesOf(world.stage().project()).stream()
                .filter(it -> it.name().startsWith("w-"))
                .count();
    }
}
