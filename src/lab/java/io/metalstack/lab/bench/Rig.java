package io.metalstack.lab.bench;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.metalstack.lab.LabException;
import io.metalstack.lab.Poll;
import io.metalstack.lab.simulator.Keys;
import io.metalstack.lab.simulator.Profile;
import io.metalstack.lab.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What runs: an API server, a simulator of metal-api in this very process, and at most one provider. The simulator needs no
 * process of its own, as CPU and memory are the provider's alone, read by its process id.
 */
final class Rig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LOG = "provider.log";
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final BenchOptions options;
    private final Candidate candidate;
    private final Path folder;
    private final Simulator metal;
    private final ApiServer apiServer;
    private final Latency latency;
    private final Installer installer;
    private final Arrivals clusters;
    private final Arrivals machines;
    private final Thread hook = new Thread(this::end);
    private int starts;
    private @Nullable ProviderProcess provider;

    private Rig(BenchOptions options, Candidate candidate, Path folder, Simulator metal, ApiServer apiServer) {
        this.options = options;
        this.candidate = candidate;
        this.folder = folder;
        this.metal = metal;
        this.apiServer = apiServer;
        this.latency = new Latency(metal.faults());
        this.installer = new Installer(metal, options.phoneHome());
        this.clusters = new Arrivals(apiServer.client(), Kinds.METAL_STACK_CLUSTER);
        this.machines = new Arrivals(apiServer.client(), Kinds.METAL_STACK_MACHINE);
        // Ctrl-C leaves nothing behind.
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts all but the provider.
     *
     * @param machines how many metal-stack has
     */
    static Rig start(
            BenchOptions options, Candidate candidate, List<CustomResourceDefinition> crds, Path tools, int machines) {
        var metal = simulator(options, machines);
        try {
            var folder = Files.createDirectories(
                    options.out().toAbsolutePath().resolve("run").resolve(candidate.name()));
            Files.deleteIfExists(folder.resolve(LOG));
            return new Rig(options, candidate, folder, metal, ApiServer.start(tools, crds, folder));
        } catch (IOException e) {
            metal.close();
            throw new LabException("cannot write to " + options.out() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            metal.close();
            throw e;
        }
    }

    private static Simulator simulator(BenchOptions options, int machines) {
        try {
            return Simulator.builder()
                    .port(options.port())
                    .machines(machines)
                    .profile(Profile.instant())
                    .start();
        } catch (IllegalStateException e) {
            throw new LabException("the simulator " + e.getMessage(), e);
        }
    }

    Simulator metal() {
        return metal;
    }

    Latency latency() {
        return latency;
    }

    Installer installer() {
        return installer;
    }

    /** metal-api takes the times of the options from now on. */
    void usualLatency() {
        latency.set(options.allocate(), options.read());
    }

    AuditLog audit() {
        return apiServer.audit();
    }

    Arrivals machines() {
        return machines;
    }

    /** Clusters that do not exist yet, in a project that nobody else uses. */
    Load load(String name, int clusterCount) {
        return load(name, metal.newProject(), clusterCount);
    }

    Load load(String name, String project, int clusterCount) {
        return new Load(apiServer.client(), project, name, clusterCount);
    }

    /** Makes the clusters of a load, and waits until the provider has their infrastructure. */
    void bringUp(Load load) {
        load.makeClusters();
        for (var name : load.clusterNames()) {
            await("cluster " + name + " to be provisioned", PATIENCE, () -> clusters.provisioned(name));
        }
        load.clustersAreThere();
    }

    /**
     * Starts the provider and waits until it acts: an object was waiting for it, and it changed that. Then the object goes
     * again.
     *
     * @return from its execution until that first change
     */
    Duration startProvider() {
        var waiting = load("start" + starts++, 1);
        waiting.makeClusters();
        var name = waiting.cluster(0);
        var begun = ProviderProcess.start(candidate, access(), folder.resolve(LOG));
        provider = begun;
        var first = await("the provider to act", PATIENCE, () -> clusters.firstChange(name));
        var took = Duration.between(begun.started(), first);
        waiting.deleteClusters();
        await(
                "cluster " + name + " to go",
                PATIENCE,
                () -> clusters.isGone(name) ? Optional.of(true) : Optional.empty());
        waiting.deleteCoreClusters();
        return took;
    }

    void stopProvider() {
        var running = provider;
        provider = null;
        if (running != null) {
            running.close();
        }
    }

    /** The one that runs. */
    ProviderProcess provider() {
        var running = provider;
        if (running == null) {
            throw new IllegalStateException("no provider runs");
        }
        return running;
    }

    /** Waits until all of them are provisioned, and answers when the last one was. */
    Instant awaitProvisioned(List<String> names, Duration patience) {
        var last = Instant.MIN;
        for (var name : names) {
            var at = await("machine " + name + " to be provisioned", patience, () -> machines.provisioned(name))
                    .at();
            last = at.isAfter(last) ? at : last;
        }
        return last;
    }

    /** Waits until metal-api is at work on an allocation. */
    void awaitAllocationUnderWay() {
        await("an allocation", PATIENCE, () -> latency.isAllocating() ? Optional.of(true) : Optional.empty());
    }

    private <T> T await(String what, Duration patience, Supplier<Optional<T>> question) {
        try {
            return Poll.until(what, patience, PAUSE, () -> {
                var answer = question.get();
                if (answer.isEmpty()) {
                    provider().mustRun();
                }
                return answer;
            });
        } catch (LabException e) {
            throw e.log() == null && provider != null
                    ? new LabException(e.getMessage(), provider().log())
                    : e;
        }
    }

    /** Nothing happens for this long but what the provider does by itself. */
    void pause(Duration time) {
        Poll.pause(time);
        provider().mustRun();
    }

    private Map<String, String> access() {
        return Map.of(
                "KUBECONFIG",
                apiServer.kubeconfig().toString(),
                "METAL_API_URL",
                metal.baseUrl().toString(),
                "METAL_API_HMAC",
                Keys.miniLab().edit(),
                "METAL_API_HMAC_AUTH_TYPE",
                "Metal-Edit");
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        end();
    }

    private void end() {
        stopProvider();
        installer.close();
        clusters.close();
        machines.close();
        apiServer.close();
        metal.close();
    }
}
