package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.metalstack.capi.metal.FleetSnapshot.Difference;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.capi.time.Timetable;
import io.metalstack.lab.simulator.Keys;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest // the REST client is made in a running application only
class MetalAccountsTest {

    private static final MetalAccount TENANT = new MetalAccount("ns", "key");
    private static final String WATCHER = "ns/w-1";
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final MovableClock clock = new MovableClock();
    private final Timetable timetable = new Timetable(clock);
    private final Simulator ofProvider = Simulator.builder().clock(clock).start();
    private final Simulator ofTenant = Simulator.builder()
            .clock(clock)
            .keys(new Keys("tenant-view", "tenant-edit", "tenant-admin", ""))
            .start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<MetalAccount> opened = new CopyOnWriteArrayList<>();
    private final MetalAccounts accounts =
            new MetalAccounts(this::open, timetable, INTERVAL, Duration.ofSeconds(10), meters);

    private RestMetalApi open(MetalAccount account) {
        opened.add(account);
        var url = (account.isProvider() ? ofProvider : ofTenant).baseUrl().toString();
        var credentials = Credentials.of(
                url, account.isProvider() ? "metal-edit" : "tenant-edit", "Metal-Edit", Optional.empty());
        return new RestMetalApi(() -> credentials, clock, meters, new AllocationTurns(10));
    }

    @AfterEach
    void close() {
        accounts.close();
        timetable.close();
        ofProvider.close();
        ofTenant.close();
    }

    @Test
    void each_account_asks_its_own_metal_api() {
        var project = ofTenant.newProject();

        assertThat(accounts.api(TENANT).projectName(project)).isPresent();
        assertThat(accounts.api(MetalAccount.PROVIDER).projectName(project)).isEmpty();
        accounts.api(TENANT).projectName(project);
        assertThat(opened).containsExactly(TENANT, MetalAccount.PROVIDER);
    }

    @Test
    void whoever_changes_the_account_is_looked_for_with_the_new_one_only() {
        var project = ofTenant.newProject();
        accounts.watch(MetalAccount.PROVIDER, project, WATCHER);
        await().untilAsserted(() ->
                assertThat(ofProvider.ledger().count(Route.FIND_MACHINES)).isOne());

        accounts.watch(TENANT, project, WATCHER);
        await().untilAsserted(() ->
                assertThat(ofTenant.ledger().count(Route.FIND_MACHINES)).isOne());
        letAnIntervalPass();

        await().untilAsserted(() ->
                assertThat(ofTenant.ledger().count(Route.FIND_MACHINES)).isEqualTo(2));
        assertThat(ofProvider.ledger().count(Route.FIND_MACHINES)).isOne();
    }

    @Test
    void a_difference_is_heard_whatever_account_saw_it_first_or_last() {
        var heard = new CopyOnWriteArrayList<Difference>();
        accounts.fleets(MetalAccount.PROVIDER);
        accounts.onDifference(heard::add);
        var ofOne = allocated(MetalAccount.PROVIDER, ofProvider);
        var ofOther = allocated(TENANT, ofTenant);

        accounts.fleets(MetalAccount.PROVIDER).fresh(ofOne, timetable.now());
        accounts.fleets(TENANT).fresh(ofOther, timetable.now());

        assertThat(heard).extracting(Difference::project).containsExactly(ofOne, ofOther);
    }

    @Test
    void the_gauge_tells_the_age_of_the_oldest_fleet_of_all_accounts() {
        var gauge = meters.get("metal.snapshot.age").gauge();
        assertThat(gauge.value()).isNaN();
        ofTenant.faults().when(Route.FIND_MACHINES).badGateway();
        accounts.watch(TENANT, ofTenant.newProject(), WATCHER);
        clock.advance(Duration.ofSeconds(90));
        accounts.watch(MetalAccount.PROVIDER, ofProvider.newProject(), "ns/w-2");

        assertThat(gauge.value()).isGreaterThanOrEqualTo(90);
    }

    @Test
    void an_account_that_nobody_watches_with_any_more_is_opened_again_when_it_is_asked() {
        var project = ofTenant.newProject();
        accounts.watch(TENANT, project, WATCHER);

        accounts.unwatch(WATCHER);

        assertThat(accounts.api(TENANT).projectName(project)).isPresent();
        assertThat(accounts.fleets(TENANT).isIdle()).isTrue();
    }

    private String allocated(MetalAccount account, Simulator metal) {
        var project = metal.newProject();
        var network = accounts.api(account)
                .allocateNetwork(
                        new NetworkAllocation(project, "mini-lab", "n", "", "IPv4", Map.of()), clock.instant());
        var machine = metal.holdings().allMachineIds().getFirst();
        metal.control().allocate(machine, project, network.id(), "debian-13.0", List.of());
        return project;
    }

    private void letAnIntervalPass() {
        clock.advance(INTERVAL.multipliedBy(2));
        timetable.clockMoved();
    }
}
