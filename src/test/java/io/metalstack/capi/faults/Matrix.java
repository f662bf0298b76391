package io.metalstack.capi.faults;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.TestApiServer;
import io.metalstack.lab.simulator.Ledger;
import io.metalstack.lab.simulator.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Runs cases, a few at a time, and hands each out as a test that waits for its end. */
final class Matrix implements AutoCloseable {

    private static final int AT_A_TIME = Integer.getInteger("faults.parallel", 5);
    private static final Path PROGRESS = Path.of("target/faults/progress.txt");
    private static final int PROCESSES_AT_A_TIME = 3;

    private final Births births = new Births();
    private final KubernetesClient admin = TestApiServer.adminClient();
    private final ExecutorService cases = Executors.newFixedThreadPool(AT_A_TIME);
    private final ExecutorService processes = Executors.newFixedThreadPool(PROCESSES_AT_A_TIME);
    private final AtomicInteger ended = new AtomicInteger();
    private final long seed;

    Matrix(long seed) {
        this.seed = seed;
    }

    /** The routes that a life in which nothing goes wrong calls, by phase: one without a firewall, and one with it. */
    Map<Phase, Set<Route>> callsOfALife() {
        var calls = new EnumMap<Phase, Set<Route>>(Phase.class);
        for (var ofFirewall : List.of(true, false)) {
            var struck = EnumSet.allOf(Phase.class);
            struck.removeIf(it -> it.ofFirewall() != ofFirewall);
            callsOf(Life.phases(struck), struck, calls);
        }
        tell("faults: calls of a life " + calls);
        return calls;
    }

    private void callsOf(List<Phase> phases, Set<Phase> wanted, Map<Phase, Set<Route>> calls) {
        try (var world = world(FaultCase.of())) {
            explained("a life in which nothing goes wrong", world, () -> {
                var verdict = new Verdict(world);
                var life = new Life(world, phases);
                for (var phase : phases) {
                    var before = world.metal().ledger().calls().size();
                    life.live(phase, List.of());
                    var routes = EnumSet.noneOf(Route.class);
                    world.metal().ledger().calls().stream()
                            .skip(before)
                            .filter(Ledger.Call::succeeded) // under load one may come too late, and go unrouted
                            .forEach(it -> routes.add(it.route()));
                    if (wanted.contains(phase)) {
                        calls.put(phase, routes);
                    }
                }
                verdict.pass(life.machinesMade(), life.firewallsMade(), FaultCase.of());
            });
        }
    }

    private static void explained(String name, World world, Runnable life) {
        try {
            life.run();
        } catch (Throwable e) {
            var account = name + ": " + e.getMessage() + "\n" + Account.of(world);
            write(PROGRESS.resolveSibling("failed.txt"), account);
            throw new AssertionError(account, e);
        }
    }

    /** The cases as tests; all are started by the time the first is asked for. */
    Stream<DynamicTest> tests(List<FaultCase> wanted) {
        tell("faults: %d cases, seed %d".formatted(wanted.size(), seed));
        var running = new ArrayList<Future<?>>();
        wanted.forEach(it -> running.add((it.ownProcess() ? processes : cases).submit(() -> run(it, wanted.size()))));
        var tests = new ArrayList<DynamicTest>();
        for (var i = 0; i < wanted.size(); i++) {
            var result = running.get(i);
            tests.add(DynamicTest.dynamicTest(wanted.get(i).name(), () -> await(result)));
        }
        return tests.stream();
    }

    private void run(FaultCase wanted, int all) {
        var began = System.nanoTime();
        var verdict = "FAILED";
        try (var world = world(wanted)) {
            explained(wanted.name(), world, () -> wanted.run(world));
            verdict = "ok";
        } finally {
            tell("faults: %d/%d %s %.1f s  %s"
                    .formatted(
                            ended.incrementAndGet(),
                            all,
                            verdict,
                            Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0,
                            wanted.name()));
        }
    }

    private World world(FaultCase life) {
        var birth = life.ownProcess() ? births.ownProcess() : births.repeating(life.retries());
        return new World(admin, seed, life.ownProcess(), birth);
    }

    private static void tell(String line) {
        System.out.println(line);
        write(PROGRESS, line);
    }

    /** To a file too, which grows while the test runner keeps what it is told to the end. */
    private static synchronized void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Future<?> result) throws Throwable {
        try {
            result.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        cases.shutdownNow();
        processes.shutdownNow();
        admin.close();
        births.close();
    }
}
