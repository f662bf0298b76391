package io.metalstack.capi.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewall;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallDeployment;
import io.metalstack.capi.api.v1alpha1.MetalStackFirewallTemplate;
import io.metalstack.capi.house.Stage;
import io.metalstack.capi.time.MovableClock;
import io.metalstack.lab.simulator.Faults;
import io.metalstack.lab.simulator.HeldMachine;
import io.metalstack.lab.simulator.Route;
import io.metalstack.lab.simulator.Simulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * One case's own world: namespace, metal-api, clock, and one incarnation of the provider after the other. Time moves when
 * nothing else does: whenever the provider is quiet and what is waited for is not there, the clock is put forward.
 */
final class World implements AutoCloseable {

    private static final int MACHINES = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration QUIET = Duration.ofMillis(60);
    private static final Duration SHORTEST_STEP = Duration.ofSeconds(10);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(60);

    private final MovableClock clock;
    private final KubernetesClient admin;
    private final Simulator metal;
    private final Stage stage;
    private final Foreign foreign;
    private final Birth birth;
    private final boolean timeIsReal;
    private final List<WriteFault> writeFaults = new CopyOnWriteArrayList<>();
    private final List<Strike.Armed> armed = new ArrayList<>();
    private final List<Incarnation> others = new ArrayList<>();
    private final boolean ownsMetal;
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicBoolean dead = new AtomicBoolean();
    private volatile Incarnation provider;
    private boolean frozen;
    private Duration step = SHORTEST_STEP;
    private long seen;

    /** Starts a process of the provider. */
    interface Birth {
        Incarnation of(World world);
    }

    /** @param timeIsReal whether the provider goes by the machine's clock, which nobody can move */
    World(KubernetesClient admin, long seed, boolean timeIsReal, Birth birth) {
        this.admin = admin;
        this.timeIsReal = timeIsReal;
        this.birth = birth;
        clock = new MovableClock();
        metal = Simulator.builder().clock(clock).machines(MACHINES).seed(seed).start();
        stage = Stage.open(admin, metal);
        foreign = Foreign.settle(metal, clock, stage.project());
        ownsMetal = true;
        provider = birth.of(this);
    }

    /** The same metal-api, project and namespace, seen from another management cluster. */
    private World(World first, KubernetesClient admin, Birth birth) {
        this.admin = admin;
        this.timeIsReal = false;
        this.birth = birth;
        clock = first.clock;
        metal = first.metal;
        foreign = first.foreign;
        ownsMetal = false;
        stage = first.stage.twin(admin);
        provider = birth.of(this);
    }

    /** Another management cluster that uses the same project, with the same namespace. */
    World twin(KubernetesClient otherAdmin, Birth otherBirth) {
        return new World(this, otherAdmin, otherBirth);
    }

    /** Another manager beside the first, which nothing keeps from acting. */
    Incarnation also(Birth another) {
        var other = another.of(this);
        others.add(other);
        return other;
    }

    /** The first manager is stopped for now: it hears of nothing, and no time passes for it. */
    void freeze() {
        frozen = true;
        provider.lines().kubernetes().stall(true);
    }

    void thaw() {
        frozen = false;
        provider.lines().kubernetes().stall(false);
    }

    /** Who acts now. */
    private List<Incarnation> acting() {
        var acting = new ArrayList<>(others);
        if (!frozen) {
            acting.add(provider);
        }
        return acting;
    }

    MovableClock clock() {
        return clock;
    }

    Simulator metal() {
        return metal;
    }

    Stage stage() {
        return stage;
    }

    Foreign foreign() {
        return foreign;
    }

    KubernetesClient admin() {
        return admin;
    }

    Incarnation provider() {
        return provider;
    }

    List<WriteFault> writeFaults() {
        return writeFaults;
    }

    int deaths() {
        return deaths.get();
    }

    /** Lets strikes happen from now on. */
    List<Strike.Armed> arm(List<? extends Strike> strikes) {
        armed.clear();
        writeFaults.clear();
        strikes.forEach(it -> armed.add(it.arm(this)));
        return List.copyOf(armed);
    }

    /** The process dies, now. Called on the threads of the lines, so the next one is started elsewhere. */
    void kill() {
        if (dead.compareAndSet(false, true)) {
            provider.kill();
            deaths.incrementAndGet();
        }
    }

    /** Somebody else changes the object that the provider is about to write. */
    void compete(Write write) {
        var name = write.path().substring(write.path().lastIndexOf('/') + 1);
        HasMetadata other =
                switch (write.subject()) {
                    case "machine" -> stage.metalStackMachine(name);
                    case "firewall" -> stage.named(MetalStackFirewall.class, name);
                    case "deployment" -> stage.named(MetalStackFirewallDeployment.class, name);
                    case "template" -> stage.named(MetalStackFirewallTemplate.class, name);
                    default -> stage.metalStackCluster();
                };
        admin.resource(other)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"somebody\":\"else\"}}}");
    }

    /** The first call of a route from now on; where a firewall comes or goes, its free and not that of a machine. */
    Faults.Rule firstCall(Phase phase, Route route) {
        var rule = metal.faults().when(route).next(1);
        if (route != Route.FREE_MACHINE || !phase.ofFirewall()) {
            return rule;
        }
        var firewalls = metal.holdings().machinesOf(stage.project()).stream()
                .filter(it -> it.role().equals("firewall"))
                .map(HeldMachine::id)
                .toList();
        return rule.where(path -> firewalls.stream().anyMatch(path::contains));
    }

    /** Whether this machine has phoned home and the provider says so. */
    boolean ready(String machine) {
        metal.control().phoneHomeAll(stage.project());
        return stage.condition(stage.metalStackMachine(machine), "Ready")
                .filter(it -> it.getStatus().equals("True"))
                .isPresent();
    }

    /** Waits until it is so, starting the next process after a death and moving time where nothing else moves. */
    void until(String what, BooleanSupplier done) {
        Awaitility.await(what)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(timeIsReal ? Duration.ofMillis(200) : Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(() -> {
                    armed.forEach(Strike.Armed::look);
                    if (dead.get() && provider.ended()) {
                        provider = birth.of(this);
                        dead.set(false);
                    }
                    if (!calm()) {
                        return false; // asking meanwhile would only cost
                    }
                    if (done.getAsBoolean()) {
                        return true;
                    }
                    letTimePass();
                    return false;
                });
    }

    private boolean calm() {
        return timeIsReal
                || acting().stream().allMatch(it -> it.lines().activity().quietFor(QUIET))
                        && armed.stream().noneMatch(Strike.Armed::busy);
    }

    private void letTimePass() {
        if (!timeIsReal) {
            var activity = acting().stream()
                    .mapToLong(it -> it.lines().activity().count())
                    .sum();
            step = activity == seen ? longer(step) : SHORTEST_STEP;
            seen = activity;
            clock.advance(step);
            acting().forEach(Incarnation::clockMoved);
        }
    }

    private static Duration longer(Duration step) {
        var doubled = step.multipliedBy(2);
        return doubled.compareTo(LONGEST_STEP) > 0 ? LONGEST_STEP : doubled;
    }

    @Override
    public void close() {
        writeFaults.forEach(WriteFault::release);
        others.forEach(Incarnation::close);
        provider.close();
        stage.close();
        if (ownsMetal) {
            metal.close();
        }
    }
}
