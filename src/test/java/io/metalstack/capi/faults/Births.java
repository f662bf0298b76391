package io.metalstack.capi.faults;

import io.metalstack.capi.metal.Credentials;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Ways to start a process of the provider, within this one and on the management cluster of all tests unless told otherwise. */
final class Births implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final ApiServer apiServer = ApiServer.ofTest();

    World.Birth ordinary() {
        return repeating(0);
    }

    /** With a Kubernetes client that repeats a request this often by itself. */
    World.Birth repeating(int retries) {
        return it -> new InProcess(lines(it), it.clock(), namespace(it), retries);
    }

    /** In a process of its own. */
    World.Birth ownProcess() {
        return it -> new RealProcess(lines(it), namespace(it));
    }

    /** On another management cluster, by the kubeconfig of its manager. */
    World.Birth on(Path kubeconfig) {
        var another = ApiServer.of(kubeconfig);
        return it -> new InProcess(lines(it, another, it.metal().baseUrl()), it.clock(), namespace(it), 0);
    }

    /** With the metal-api that stands here at its start. */
    World.Birth withMetalApi(Function<World, URI> metalApi) {
        return it -> new InProcess(lines(it, apiServer, metalApi.apply(it)), it.clock(), namespace(it), 0);
    }

    /** With credentials of its own, for the address at which it is to reach metal-api. */
    World.Birth withCredentials(Function<String, Supplier<Credentials>> credentials) {
        return it -> {
            var lines = lines(it);
            return new InProcess(lines, credentials.apply(lines.metalUrl()), it.clock(), namespace(it), 0);
        };
    }

    /** With a clock that differs from that of metal-api. */
    World.Birth withClock(Function<Clock, Clock> clock) {
        return it -> new InProcess(lines(it), clock.apply(it.clock()), namespace(it), 0);
    }

    private Lines lines(World world) {
        return lines(world, apiServer, world.metal().baseUrl());
    }

    private Lines lines(World world, ApiServer management, URI metalApi) {
        return new Lines(vertx, management, metalApi, world.writeFaults());
    }

    private static String namespace(World world) {
        return world.stage().namespace();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
