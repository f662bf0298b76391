package io.metalstack.capi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.allocation.OwnershipTags;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.capi.metal.CredentialsSource;
import io.metalstack.lab.simulator.Fault;
import io.metalstack.lab.simulator.Keys;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** metal-api is away, is another one, or does not accept us: for a while, with machines coming and going meanwhile. */
@QuarkusTest
@TestProfile(Idle.class)
class OutagesTest {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Duration A_MOMENT = Duration.ofSeconds(20);
    private static final String IN_DOUBT = "AllocationInDoubt";

    @TempDir
    private Path folder;

    private Births births;
    private KubernetesClient admin;
    private World world;

    @BeforeEach
    void open() {
        births = new Births();
        admin = TestApiServer.adminClient();
    }

    @AfterEach
    void close() {
        world.close();
        admin.close();
        births.close();
    }

    @Test
    void a_metal_api_that_is_away_for_ten_minutes_under_load_costs_nothing() {
        live(births.ordinary());
        world.metal().faults().whenAnyCall().drop();
        comeAndGo();

        spend(TEN_MINUTES);
        assertThat(ready("cp-1")).as("nobody knows better").isTrue();
        world.metal().faults().clear();

        allIsWell();
        endsEmpty();
    }

    /** It even has hardware with the ids of ours. */
    @Test
    void an_address_of_another_installation_proves_nothing_and_changes_nothing() {
        try (var other =
                Simulator.builder().clock(Clock.systemUTC()).machines(8).start()) {
            var before = other.ledger().changes();
            var address = new AtomicReference<URI>();
            live(births.withMetalApi(
                    it -> Optional.ofNullable(address.get()).orElse(it.metal().baseUrl())));
            address.set(other.baseUrl());
            world.kill();
            comeAndGo();

            spend(TEN_MINUTES);
            assertThat(ready("cp-1")).isTrue();
            assertThat(other.ledger().changes()).isEqualTo(before);
            assertThat(ours()).isEqualTo(2);
            address.set(world.metal().baseUrl());
            world.kill();

            allIsWell();
            endsEmpty();
        }
    }

    @Test
    void a_cluster_is_not_let_go_by_another_installation() {
        try (var other =
                Simulator.builder().clock(Clock.systemUTC()).machines(2).start()) {
            var address = new AtomicReference<URI>();
            cluster(births.withMetalApi(
                    it -> Optional.ofNullable(address.get()).orElse(it.metal().baseUrl())));
            address.set(other.baseUrl());
            world.kill();
            world.stage().delete(world.stage().metalStackCluster());
            spend(TEN_MINUTES);
            address.set(world.metal().baseUrl());
            world.kill();

            world.until("it is gone", () -> world.stage().metalStackCluster() == null);
            assertThat(world.foreign().leftOfOurs()).isEmpty();
        }
    }

    @Test
    void a_machine_that_is_allocated_after_its_call_was_given_up_is_the_only_one() {
        live(births.ordinary());
        var slow = world.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).hold();
        world.stage().worker("w-2");
        world.until("it was given up", () -> ours() > 2 || inDoubt("w-2", "Ready"));
        spend(A_MOMENT);

        slow.release();
        world.until("it took effect, and is known", () -> slow.fired() == 1 && ready("w-2"));
        world.until("both calls are answered", () -> answered(Route.ALLOCATE_MACHINE, slow));

        assertThat(world.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                .isEmpty();
        assertThat(ours()).isEqualTo(3);
    }

    @Test
    void an_object_that_is_deleted_waits_for_the_machine_of_a_call_that_was_given_up() {
        live(births.ordinary());
        var slow = world.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).hold();
        world.stage().worker("w-2");
        world.until("it was given up", () -> inDoubt("w-2", "Ready"));
        world.stage().delete(world.stage().metalStackMachine("w-2"));
        world.until("it waits", () -> world.stage().metalStackMachine("w-2") == null || inDoubt("w-2", "Deleting"));
        spend(A_MOMENT);

        slow.release();
        world.until("the call is answered", () -> answered(Route.ALLOCATE_MACHINE, slow));
        world.until("it is gone", () -> world.stage().metalStackMachine("w-2") == null);

        assertThat(ours()).isEqualTo(2);
    }

    @Test
    void a_node_network_that_is_made_after_its_call_was_given_up_is_the_only_one() {
        world = new World(admin, 1, false, births.ordinary());
        var slow = world.metal().faults().when(Route.ALLOCATE_NETWORK).next(1).hold();
        world.stage().cluster();
        world.until(
                "it was given up",
                () -> networks() > 1
                        || slow.fired() == 1
                                && world.stage().shows(world.stage().metalStackCluster(), "Ready", IN_DOUBT));
        spend(A_MOMENT);

        slow.release();
        world.until("the call is answered", () -> answered(Route.ALLOCATE_NETWORK, slow));
        world.until("the cluster is provisioned", () -> world.stage().provisioned());

        assertThat(networks()).as("ours and the foreign one").isEqualTo(2);
    }

    @Test
    void a_key_that_is_replaced_while_machines_come_and_go_costs_nothing() {
        writeKey(Keys.miniLab().edit(), "Metal-Edit");
        live(births.withCredentials(url -> {
            write(CredentialsSource.URL_FILE, url);
            return CredentialsSource.ofDirectory(folder);
        }));
        world.metal()
                .faults()
                .when(Route.ALLOCATE_MACHINE)
                .next(1)
                .afterCommit()
                .run(() -> writeKey("revoked", "Metal-Edit"));
        comeAndGo();

        spend(TEN_MINUTES);
        assertThat(ready("cp-1")).isTrue();
        writeKey(world.metal().keys().admin(), "Metal-Admin");

        allIsWell();
        endsEmpty();
    }

    @Test
    void a_clock_that_is_some_seconds_off_costs_nothing() {
        live(births.withClock(it -> Clock.offset(it, Duration.ofSeconds(5))));
        world.metal().faults().when(Route.ALLOCATE_MACHINE).next(1).drop();
        comeAndGo();

        allIsWell();
        endsEmpty();
    }

    @Test
    void a_clock_that_is_minutes_off_stops_everything_until_it_is_set() {
        var skew = new AtomicReference<>(Duration.ZERO);
        live(births.withClock(it -> Clock.offset(it, skew.get())));
        skew.set(TEN_MINUTES.negated());
        world.kill();
        comeAndGo();

        spend(TEN_MINUTES);
        assertThat(ours()).isEqualTo(2);
        skew.set(Duration.ZERO);
        world.kill();

        allIsWell();
        endsEmpty();
    }

    /** A machine of the control plane and a worker, both ready. */
    private void live(World.Birth birth) {
        cluster(birth);
        world.stage().infrastructureProvisioned();
        world.stage().controlPlane("cp-1");
        world.stage().worker("w-1");
        world.until("both are ready", () -> ready("cp-1") && ready("w-1"));
    }

    private void cluster(World.Birth birth) {
        world = new World(admin, 1, false, birth);
        world.stage().cluster();
        world.until("the cluster is provisioned", () -> world.stage().provisioned());
    }

    private boolean inDoubt(String name, String type) {
        var stage = world.stage();
        return stage.shows(stage.metalStackMachine(name), type, IN_DOUBT);
    }

    private int networks() {
        return world.metal().holdings().networksOf(world.stage().project()).size();
    }

    /** Whether metal-api is done with the call that this fault held. */
    private boolean answered(Route route, Fault fault) {
        return world.metal().ledger().calls(route).stream()
                .anyMatch(it -> it.fault() != null && it.fault().equals(fault.what()));
    }

    private void comeAndGo() {
        world.stage().worker("w-2");
        world.stage().worker("w-3");
        world.stage().delete(world.stage().metalStackMachine("w-1"));
    }

    /** Lets the provider act for so long. */
    private void spend(Duration time) {
        var over = world.clock().instant().plus(time);
        world.until("time has passed", () -> !world.clock().instant().isBefore(over));
    }

    private void allIsWell() {
        world.until(
                "all is well",
                () -> world.stage().metalStackMachine("w-1") == null && ready("cp-1") && ready("w-2") && ready("w-3"));
        assertThat(ours()).isEqualTo(3);
    }

    private boolean ready(String name) {
        return world.ready(name)
                && Annotations.of(world.stage().metalStackMachine(name), Annotations.ALLOCATION_UUID)
                        .isPresent();
    }

    private void endsEmpty() {
        var stage = world.stage();
        for (var name : new String[] {"cp-1", "w-2", "w-3"}) {
            stage.delete(stage.metalStackMachine(name));
        }
        stage.delete(stage.metalStackCluster());
        world.until("all is gone", () -> stage.metalStackCluster() == null);
        assertThat(world.foreign().leftOfOurs()).isEmpty();
        assertThat(world.foreign().touched()).isEmpty();
        assertThat(world.metal().ledger().allocatedMoreThanOncePer(OwnershipTags.CLAIM))
                .isEmpty();
    }

    private long ours() {
        return world.metal().holdings().machinesOf(world.stage().project()).stream()
                .filter(it -> it.tags().stream().anyMatch(tag -> tag.startsWith(OwnershipTags.CLAIM)))
                .count();
    }

    private void writeKey(String hmac, String type) {
        write(CredentialsSource.HMAC_FILE, hmac);
        write(CredentialsSource.AUTH_TYPE_FILE, type);
    }

    private void write(String file, String content) {
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
