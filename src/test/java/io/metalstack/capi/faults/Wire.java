package io.metalstack.capi.faults;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** An incarnation's only way to metal-api: a relay of its own on loopback, so that it can be cut at any moment. */
final class Wire {

    private static final String LOOPBACK = "127.0.0.1";

    private final Activity activity;
    private final NetClient client;
    private final NetServer server;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Wire(Vertx vertx, URI metalApi, Activity activity) {
        this.activity = activity;
        client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(down -> {
            down.pause();
            sockets.add(down);
            client.connect(metalApi.getPort(), LOOPBACK)
                    .onSuccess(up -> join(down, up))
                    .onFailure(e -> down.close());
        });
        server.listen(0, LOOPBACK).toCompletionStage().toCompletableFuture().join();
    }

    int port() {
        return server.actualPort();
    }

    /** Nothing goes through any more, now and for good. */
    void cut() {
        cut = true;
        server.close();
        sockets.forEach(NetSocket::close);
        client.close();
    }

    private void join(NetSocket down, NetSocket up) {
        sockets.add(up);
        var asking = new AtomicBoolean();
        down.handler(data -> {
            if (asking.compareAndSet(false, true)) {
                activity.began();
            }
            pass(up, data);
        });
        up.handler(data -> {
            answered(asking);
            pass(down, data);
        });
        down.closeHandler(closed -> close(down, up, asking));
        up.closeHandler(closed -> close(down, up, asking));
        if (cut) {
            close(down, up, asking);
        }
        down.resume();
    }

    private void pass(NetSocket to, Buffer data) {
        if (!cut) {
            to.write(data);
        }
    }

    private void answered(AtomicBoolean asking) {
        if (asking.compareAndSet(true, false)) {
            activity.ended();
        }
    }

    private void close(NetSocket down, NetSocket up, AtomicBoolean asking) {
        answered(asking);
        sockets.remove(down);
        sockets.remove(up);
        down.close();
        up.close();
    }
}
