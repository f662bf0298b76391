package io.metalstack.capi.faults;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * An incarnation's only way to the API server: a reverse proxy of its own on loopback, which makes things go wrong and
 * can be cut at any moment, so that a process that is taken for dead can send nothing more.
 */
final class Channel {

    private static final String LOOPBACK = "127.0.0.1";
    private static final int POOL = 64;
    private static final int FRAME = 1 << 24;

    private final Vertx vertx;
    private final ApiServer upstream;
    private final Activity activity;
    private final List<WriteFault> faults;
    private final HttpServer server;
    private final HttpClient client;
    private final WebSocketClient watches;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Set<WebSocketBase> watched = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean away;
    private volatile boolean stalled;

    /** @param faults looked at for each write, the first that fits acts */
    Channel(Vertx vertx, ApiServer upstream, Activity activity, List<WriteFault> faults) {
        this.vertx = vertx;
        this.upstream = upstream;
        this.activity = activity;
        this.faults = faults;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(upstream.trust())
                .setMaxPoolSize(POOL)
                .setDefaultHost(upstream.url().getHost())
                .setDefaultPort(upstream.url().getPort()));
        watches = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(true)
                .setTrustOptions(upstream.trust())
                .setMaxConnections(POOL)
                .setMaxFrameSize(FRAME)
                .setDefaultHost(upstream.url().getHost())
                .setDefaultPort(upstream.url().getPort()));
        server = vertx.createHttpServer(new HttpServerOptions().setMaxWebSocketFrameSize(FRAME))
                .connectionHandler(this::connected)
                .requestHandler(this::handle);
        server.listen(0, LOOPBACK).toCompletionStage().toCompletableFuture().join();
    }

    String url() {
        return "http://" + LOOPBACK + ":" + server.actualPort();
    }

    /** Nothing goes through any more, now and for good. */
    void cut() {
        cut = true;
        server.close();
        hangUp();
        client.close();
        watches.close();
    }

    /** All connections break, and new ones are refused until it is back. */
    void away(boolean isAway) {
        away = isAway;
        if (isAway) {
            hangUp();
        }
    }

    /** Nothing comes over a watch any more, until it is let go on. */
    void stall(boolean isStalled) {
        stalled = isStalled;
        watched.forEach(it -> {
            if (isStalled) {
                it.pause();
            } else {
                it.resume();
            }
        });
    }

    private void connected(HttpConnection connection) {
        connections.add(connection);
        connection.closeHandler(closed -> connections.remove(connection));
        if (away || cut) {
            connection.close();
        }
    }

    private void hangUp() {
        connections.forEach(HttpConnection::close);
        watched.forEach(WebSocketBase::close);
    }

    private void handle(HttpServerRequest request) {
        if (away || cut) {
            request.connection().close();
        } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            bridge(request);
        } else {
            activity.began();
            request.body().onSuccess(body -> route(request, body)).onFailure(e -> drop(request));
        }
    }

    private void route(HttpServerRequest request, Buffer body) {
        var write = Write.of(request.method().name(), request.uri(), body.toString());
        var fault = write.flatMap(
                it -> faults.stream().filter(candidate -> candidate.strikes(it)).findFirst());
        if (fault.isEmpty()) {
            forward(request, body, Optional.empty());
            return;
        }
        switch (fault.get().mishap()) {
            case CONFLICT ->
                vertx.executeBlocking(() -> {
                            fault.get().act(write.get());
                            return write;
                        })
                        .onComplete(done -> forward(request, body, Optional.empty()));
            case FAILED -> refuse(request, 500, "InternalError", "etcdserver: request timed out");
            case THROTTLED -> refuse(request, 429, "TooManyRequests", "too many requests, please try again later");
            case LOST -> drop(request);
            case KILLED_BEFORE -> {
                fault.get().act(write.get());
                drop(request);
            }
            case HELD -> hold(fault.get(), () -> forward(request, body, Optional.empty()));
            case ANSWER_HELD -> forward(request, body, Optional.empty(), pass -> hold(fault.get(), pass));
            case ANSWER_LOST -> forward(request, body, Optional.of(() -> {}));
            case KILLED_AFTER ->
                forward(request, body, Optional.of(() -> fault.get().act(write.get())));
        }
    }

    /** Meanwhile nothing is under way, as far as anybody can see. */
    private void hold(WriteFault fault, Runnable goOn) {
        activity.ended();
        fault.whenReleased(() -> {
            activity.began();
            vertx.runOnContext(now -> goOn.run());
        });
    }

    private void forward(HttpServerRequest request, Buffer body, Optional<Runnable> instead) {
        forward(request, body, instead, Runnable::run);
    }

    /**
     * @param instead what happens once the API server has answered, in place of passing its answer on
     * @param passing passes its answer on, now or later
     */
    private void forward(
            HttpServerRequest request, Buffer body, Optional<Runnable> instead, Consumer<Runnable> passing) {
        if (cut) {
            drop(request);
            return;
        }
        var options = new RequestOptions()
                .setMethod(request.method())
                .setURI(request.uri())
                .setHeaders(MultiMap.caseInsensitiveMultiMap()
                        .addAll(request.headers())
                        .remove("Host")
                        .remove("Connection")
                        .set("Authorization", authorization()));
        client.request(options)
                .compose(it -> it.send(body))
                .onSuccess(answer -> {
                    if (instead.isPresent()) {
                        answer.body().onComplete(done -> {
                            instead.get().run();
                            drop(request);
                        });
                    } else {
                        answer.body()
                                .onSuccess(all -> passing.accept(() -> pass(answer, all, request)))
                                .onFailure(e -> drop(request));
                    }
                })
                .onFailure(e -> drop(request));
    }

    private void pass(HttpClientResponse answer, Buffer body, HttpServerRequest request) {
        if (cut) {
            drop(request);
            return;
        }
        HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
        answer.headers().remove("Transfer-Encoding");
        response.headers().addAll(answer.headers());
        activity.ended();
        response.end(body);
    }

    private void refuse(HttpServerRequest request, int status, String reason, String message) {
        activity.ended();
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end("""
                        {"kind":"Status","apiVersion":"v1","status":"Failure","message":"%s","reason":"%s","code":%d}
                        """.formatted(message, reason, status));
    }

    private void drop(HttpServerRequest request) {
        activity.ended();
        request.connection().close();
    }

    /** Every incarnation acts as the manager. */
    private String authorization() {
        return "Bearer " + upstream.managerToken();
    }

    private void bridge(HttpServerRequest request) {
        request.pause();
        var options = new WebSocketConnectOptions().setURI(request.uri()).addHeader("Authorization", authorization());
        watches.connect(options)
                .onSuccess(up -> {
                    up.pause();
                    request.toWebSocket().onSuccess(down -> join(up, down)).onFailure(e -> up.close());
                })
                .onFailure(e -> request.response().setStatusCode(410).end());
    }

    private void join(WebSocketBase up, WebSocketBase down) {
        watched.add(up);
        up.frameHandler(frame -> {
            activity.stirred();
            if (!cut) {
                down.writeFrame(frame);
            }
        });
        up.closeHandler(closed -> {
            watched.remove(up);
            down.close();
        });
        up.exceptionHandler(e -> down.close());
        down.closeHandler(closed -> {
            watched.remove(up);
            up.close();
        });
        down.exceptionHandler(e -> up.close());
        if (cut || away) {
            down.close();
        }
        if (!stalled) {
            up.resume();
        }
    }
}
