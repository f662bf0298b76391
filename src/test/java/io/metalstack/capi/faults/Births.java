package io.metalstack.capi.faults;

import io.metalstack.capi.house.TestApiServer;
import io.metalstack.capi.metal.Credentials;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/** Ways to start a process of the provider within this one, on the management cluster of all tests unless told otherwise. */
final class Births implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();

    World.Birth ordinary() {
        return on(TestApiServer.managerKubeconfig());
    }

    /** On another management cluster, by the kubeconfig of its manager. */
    World.Birth on(Path kubeconfig) {
        var apiServer = ApiServer.of(kubeconfig);
        return it -> new InProcess(lines(it, apiServer, it.metal().baseUrl()), it.clock(), namespace(it), 0);
    }

    /** With the metal-api that stands here at its start. */
    World.Birth withMetalApi(Function<World, URI> metalApi) {
        return it -> new InProcess(lines(it, ApiServer.ofTest(), metalApi.apply(it)), it.clock(), namespace(it), 0);
    }

    /** With credentials of its own, for the address at which it is to reach metal-api. */
    World.Birth withCredentials(Function<String, Supplier<Credentials>> credentials) {
        return it -> {
            var lines = lines(it, ApiServer.ofTest(), it.metal().baseUrl());
            return new InProcess(lines, credentials.apply(lines.metalUrl()), it.clock(), namespace(it), 0);
        };
    }

    /** With a clock that differs from that of metal-api. */
    World.Birth withClock(Function<Clock, Clock> clock) {
        return it -> new InProcess(
                lines(it, ApiServer.ofTest(), it.metal().baseUrl()), clock.apply(it.clock()), namespace(it), 0);
    }

    private Lines lines(World world, ApiServer apiServer, URI metalApi) {
        return new Lines(vertx, apiServer, metalApi, world.writeFaults());
    }

    private static String namespace(World world) {
        return world.stage().namespace();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
