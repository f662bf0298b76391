package io.metalstack.capi.house;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.capi.time.Timetable;
import io.metalstack.lab.simulator.Simulator;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * The provider on the bench: the real application against a real API server and the simulator, on one clock that tests
 * move. Started once for all component tests; each takes a {@link Stage} of its own.
 */
@Singleton
@QuarkusTestResource(BenchResource.class)
public class Bench {

    /** The one namespace that may use no project but one. */
    public static final String TENANT = "tenant";

    public static final String PROJECT_OF_TENANT = "11111111-aaaa-4aaa-8aaa-111111111111";

    private final Simulator metal;
    private final MovableClock clock;
    private final Timetable timetable;
    private final KubernetesClient admin = TestApiServer.adminClient();

    Bench(Simulator metal, MovableClock clock, Timetable timetable) {
        this.metal = metal;
        this.clock = clock;
        this.timetable = timetable;
    }

    /** metal-api has to be there before the controllers ask it. */
    void start(@Observes @Priority(1) StartupEvent event) {
        metal.baseUrl();
    }

    /** A namespace and a project that no other test uses. */
    public Stage open() {
        return Stage.open(admin, metal);
    }

    /** In the namespace {@link #TENANT}, with a project that it may not use. Of these there is one at a time. */
    public Stage openForTenant() {
        return Stage.openIn(admin, metal, TENANT);
    }

    public Simulator metal() {
        return metal;
    }

    public MovableClock clock() {
        return clock;
    }

    /** A client with an administrator's rights. */
    public KubernetesClient admin() {
        return admin;
    }

    /** Puts the clock of provider and metal-api forward; what has become due happens now. */
    public void letTimePass(Duration by) {
        clock.advance(by);
        timetable.clockMoved();
    }

    @PreDestroy
    void close() {
        admin.close();
    }
}
