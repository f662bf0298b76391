package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.api.v1alpha1.MetalStackCluster;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.house.TestApiServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two management clusters, each with a provider that acts, and one project of metal-stack. */
@QuarkusTest
@TestProfile(Idle.class)
class SecondManagementClusterTest {

    private static final String WORKER = "w-1";

    private static TestApiServer.Another another;

    private Births births;
    private KubernetesClient admin;
    private KubernetesClient otherAdmin;
    private World first;
    private World second;

    @BeforeAll
    static void start() {
        another = TestApiServer.another();
    }

    @AfterAll
    static void stop() {
        another.close();
    }

    @BeforeEach
    void open() {
        births = new Births();
        admin = TestApiServer.adminClient();
        otherAdmin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(another.admin().toFile()))
                .build();
        first = new World(admin, 1, false, births.ordinary());
        clusterWithAWorker(first);
    }

    @AfterEach
    void close() {
        second.close();
        first.close();
        otherAdmin.close();
        admin.close();
        births.close();
    }

    @Test
    void another_cluster_of_the_same_namespace_and_name_in_the_project_is_refused_and_touches_nothing() {
        var before = first.metal().holdings().leftIn(first.stage().project());
        second = first.twin(otherAdmin, births.on(another.manager()));
        second.stage().cluster();

        second.until(
                "it is refused, or makes something",
                () -> refused(second.stage())
                        || !first.metal()
                                .holdings()
                                .leftIn(first.stage().project())
                                .equals(before));
        assertThat(first.metal().holdings().leftIn(first.stage().project())).isEqualTo(before);

        second.stage().delete(second.stage().metalStackCluster());
        second.until("it is gone", () -> second.stage().metalStackCluster() == null);
        assertThat(first.metal().holdings().leftIn(first.stage().project())).isEqualTo(before);
        first.until("the first goes on", () -> recorded(first, WORKER));
    }

    @Test
    void a_restore_into_a_second_management_cluster_takes_nothing_twice() {
        var before = first.metal().holdings().leftIn(first.stage().project());
        second = first.twin(otherAdmin, births.on(another.manager()));
        restore();

        second.until("it knows its machine", () -> ready(second));
        first.until("the first goes on", () -> ready(first));

        assertThat(first.metal().holdings().leftIn(first.stage().project())).isEqualTo(before);
        assertThat(first.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                .isEmpty();
    }

    /** The documented limit: both hold the same claims. What must not happen is that the loser takes another one. */
    @Test
    void what_one_of_two_management_clusters_frees_is_gone_for_the_other_which_takes_no_other_in_its_place() {
        second = first.twin(otherAdmin, births.on(another.manager()));
        restore();
        second.until("it knows its machine", () -> ready(second));

        first.stage().delete(first.stage().metalStackMachine(WORKER));
        first.until("freed by the first", () -> first.stage().metalStackMachine(WORKER) == null);

        second.until(
                "gone for the second",
                () -> second.stage()
                        .condition(second.stage().metalStackMachine(WORKER), "Ready")
                        .filter(it -> it.getReason().equals("MachineGone"))
                        .isPresent());
        assertThat(first.metal().holdings().machinesOf(first.stage().project()))
                .noneMatch(it -> it.name().equals(WORKER));
    }

    @Test
    void a_restore_of_paused_clusters_beside_the_first_frees_nothing_when_it_is_thrown_away() {
        var before = first.metal().holdings().leftIn(first.stage().project());
        second = first.twin(otherAdmin, births.on(another.manager()));
        var stage = second.stage();
        core(true);
        infrastructure();
        second.until(
                "it shows that it is paused",
                () -> stage.condition(stage.metalStackMachine(WORKER), "Paused")
                        .filter(it -> it.getStatus().equals("True"))
                        .isPresent());

        stage.delete(stage.metalStackMachine(WORKER));
        stage.delete(stage.metalStackCluster());
        stage.patch(stage.metalStackMachine(WORKER), "{\"metadata\":{\"finalizers\":null}}");
        stage.patch(stage.metalStackCluster(), "{\"metadata\":{\"finalizers\":null}}");
        second.until("it is gone", () -> stage.metalStackCluster() == null);

        assertThat(first.metal().holdings().leftIn(first.stage().project())).isEqualTo(before);
    }

    private static void clusterWithAWorker(World world) {
        world.stage().cluster();
        world.until("the cluster is provisioned", () -> world.stage().provisioned());
        world.stage().infrastructureProvisioned();
        world.stage().worker(WORKER);
        world.until("the worker is ready", () -> ready(world));
    }

    /** What a backup of the first management cluster brings back in the second. */
    private void restore() {
        core(false);
        infrastructure();
    }

    private void core(boolean paused) {
        second.stage().applyCoreCluster(Stage.CLUSTER, paused);
        second.stage().infrastructureProvisioned();
        second.stage().applyCoreMachine(WORKER, false, true);
    }

    private void infrastructure() {
        var cluster = new MetalStackCluster();
        cluster.setSpec(first.stage().metalStackCluster().getSpec());
        bring(first.stage().metalStackCluster(), cluster, second.stage().coreCluster(), false);
        var machine = new MetalStackMachine();
        machine.setSpec(first.stage().metalStackMachine(WORKER).getSpec());
        bring(first.stage().metalStackMachine(WORKER), machine, second.stage().coreMachine(WORKER), true);
    }

    private void bring(HasMetadata from, HasMetadata to, HasMetadata owner, boolean controller) {
        to.setMetadata(Stage.broughtBack(from));
        otherAdmin.resource(to).create();
        second.stage().own(to, owner, controller);
    }

    private static boolean ready(World world) {
        return world.ready(WORKER);
    }

    private static boolean refused(Stage stage) {
        return stage.shows(stage.metalStackCluster(), "Ready", "ClusterIDTaken");
    }

    private static boolean recorded(World world, String name) {
        return Annotations.of(world.stage().metalStackMachine(name), Annotations.ALLOCATION_UUID)
                .isPresent();
    }
}
