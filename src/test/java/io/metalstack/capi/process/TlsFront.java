package io.metalstack.capi.process;

import io.metalstack.lab.management.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** metal-api behind TLS, with a certificate of an authority that no system knows. */
final class TlsFront implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final URI metalApi;
    private final NetClient client = vertx.createNetClient();
    private final NetServer server;
    private final Certificates certificates;

    /** @param folder for the certificates */
    TlsFront(Path folder, URI metalApi) {
        this.metalApi = metalApi;
        certificates = Certificates.make(folder, List.of("localhost"), List.of(LOOPBACK));
        server = vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(certificates.certificate().toString())
                                .addKeyPath(certificates.key().toString())))
                .connectHandler(this::join);
        server.listen(0, LOOPBACK).toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "https://" + LOOPBACK + ":" + server.actualPort() + metalApi.getPath();
    }

    /** PEM file of the authority. */
    Path authority() {
        return certificates.authority();
    }

    private void join(NetSocket down) {
        down.pause();
        client.connect(metalApi.getPort(), LOOPBACK)
                .onSuccess(up -> {
                    up.pipeTo(down);
                    down.pipeTo(up);
                })
                .onFailure(e -> down.close());
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
