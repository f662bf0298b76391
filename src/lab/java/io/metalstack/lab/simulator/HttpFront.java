package io.metalstack.lab.simulator;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTTP in front of the inventory. The order is metal-api's: credentials, tenant, route, role; then the handler, alone
 * with the inventory; faults strike right before and right after it.
 */
final class HttpFront {
    private static final List<String> WITHOUT_TENANT = List.of("liveliness", "health", "version", "apidocs.json");

    private final String basePath;
    private final Signatures signatures;
    private final Inventory inventory;
    private final Faults faults;
    private final Map<Route, Handler> handlers;

    /** Answers a call, with the inventory to itself. */
    interface Handler {
        /** The body of the answer, null for JSON's null. */
        @Nullable
        Object answer(Request request);
    }

    HttpFront(
            String basePath, Signatures signatures, Inventory inventory, Faults faults, Map<Route, Handler> handlers) {
        this.basePath = basePath;
        this.signatures = signatures;
        this.inventory = inventory;
        this.faults = faults;
        this.handlers = handlers;
    }

    private record Reply(int status, String contentType, String body, String message, List<Ledger.Change> changes) {
        static Reply refusal(ApiError e, List<Ledger.Change> changes) {
            return new Reply(e.status(), "application/json", Json.error(e.status(), e.text()), e.text(), changes);
        }
    }

    /** What is known of a call so far. */
    private static final class Progress {
        final String method;
        final String path;
        final long began = System.nanoTime();

        @Nullable
        Route route;

        @Nullable
        Role role;

        @Nullable
        Reply reply;

        @Nullable
        Fault fault;

        @Nullable
        String allow;

        Progress(String method, String path) {
            this.method = method;
            this.path = path;
        }
    }

    void handle(HttpExchange exchange) throws IOException {
        var rawPath = exchange.getRequestURI().getRawPath();
        var call = new Progress(exchange.getRequestMethod(), below(basePath, rawPath));
        var arrived = inventory.now();
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        try {
            call.reply = answer(exchange, call, body);
        } catch (ApiError e) {
            call.reply = Reply.refusal(e, List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.close();
            return;
        } catch (RuntimeException e) {
            call.reply = Reply.refusal(ApiError.internal("simulator failed: " + e), List.of());
        }
        var took = Duration.ofNanos(System.nanoTime() - call.began);
        inventory.ledger.add(
                arrived,
                call.method,
                call.route,
                call.path,
                call.role,
                call.reply.status(),
                took,
                call.reply.changes(),
                call.reply.message(),
                call.fault == null ? null : call.fault.what());
        if (call.allow != null) {
            exchange.getResponseHeaders().set("Allow", call.allow);
        }
        send(exchange, call.reply, call.fault);
    }

    /** The path as routes are written; outside of the base path there is no route, whatever it looks like. */
    private static String below(String basePath, String path) {
        return path.startsWith(basePath) ? path.substring(basePath.length() - 1) : "/outside" + path;
    }

    private Reply answer(HttpExchange exchange, Progress call, String body) throws InterruptedException {
        var headers = exchange.getRequestHeaders();
        var role = signatures.caller(
                headers.getFirst("Authorization"),
                headers.getFirst("X-Date"),
                headers.getFirst("X-Data-Salt"),
                call.method,
                inventory.now());
        call.role = role.orElse(null);
        if (role.isEmpty() && WITHOUT_TENANT.stream().noneMatch(call.path::endsWith)) {
            var anonymous = "tenant  not allowed";
            return new Reply(403, "application/json", Json.write(anonymous), anonymous, List.of());
        }
        var found = Router.find(call.method, call.path, headers.getFirst("Content-Type"), headers.getFirst("Accept"));
        call.allow = found.allow();
        if (found.match() == null) {
            throw found.refusal() == null ? ApiError.internal("no route") : found.refusal();
        }
        var route = found.match().route();
        call.route = route;
        requireRole(route, role);
        var query = Query.parse(exchange.getRequestURI().getRawQuery());
        var request = new Request(route, call.path, found.match().id(), query, body, call.role);
        var replaced = strike(call, Faults.Moment.BEFORE_COMMIT);
        if (replaced.isPresent()) {
            return replaced.get();
        }
        var reply = commit(request);
        return strike(call, Faults.Moment.AFTER_COMMIT)
                .map(r -> new Reply(r.status(), r.contentType(), r.body(), r.message(), reply.changes()))
                .orElse(reply);
    }

    private static void requireRole(Route route, Optional<Role> role) {
        if (route.access() == Route.Access.ANYONE
                || (role.isPresent() && route.access().admits(role.get()))) {
            return;
        }
        var needed = route.access() == Route.Access.TENANT
                ? Role.VIEW
                : Role.valueOf(route.access().name());
        throw ApiError.forbidden("you are not member in one of [" + String.join(" ", needed.admittedGroups()) + "]");
    }

    private Reply commit(Request request) {
        var handler = handlers.get(request.route());
        if (handler == null) {
            throw ApiError.internal("no handler for " + request.route());
        }
        record Outcome(@Nullable Object body, @Nullable ApiError refusal, List<Ledger.Change> changes) {}
        var outcome = inventory.locked(() -> {
            var before = inventory.ledger.changeCount();
            try {
                return new Outcome(handler.answer(request), null, inventory.ledger.changesFrom(before));
            } catch (ApiError e) {
                return new Outcome(null, e, inventory.ledger.changesFrom(before));
            }
        });
        var refusal = outcome.refusal();
        return refusal == null
                ? new Reply(
                        request.route().success(),
                        "application/json",
                        Json.write(outcome.body()),
                        "",
                        outcome.changes())
                : Reply.refusal(refusal, outcome.changes());
    }

    /** Lets a fault act. Only a fault that answers in place of metal-api yields a reply; the others act on sending. */
    private Optional<Reply> strike(Progress call, Faults.Moment moment) throws InterruptedException {
        if (call.route == null) {
            return Optional.empty();
        }
        var fault = faults.strike(call.route, call.path, moment);
        if (fault.isEmpty()) {
            return Optional.empty();
        }
        call.fault = fault.get();
        return switch (fault.get().mishap()) {
            case Mishap.Answer(var status, var contentType, var body) ->
                Optional.of(new Reply(status, contentType, body, "", List.of()));
            case Mishap.Wait wait -> {
                fault.get().await(wait);
                yield Optional.empty();
            }
            case Mishap.Run(var work) -> {
                work.run();
                yield Optional.empty();
            }
            case Mishap.Drop ignored -> nothingWasDone(moment);
            case Mishap.CutHalfWay ignored -> nothingWasDone(moment);
        };
    }

    private static Optional<Reply> nothingWasDone(Faults.Moment moment) {
        return moment == Faults.Moment.BEFORE_COMMIT
                ? Optional.of(new Reply(0, "", "", "", List.of()))
                : Optional.empty();
    }

    private static void send(HttpExchange exchange, Reply reply, @Nullable Fault fault) throws IOException {
        var mishap = fault == null ? null : fault.mishap();
        if (mishap instanceof Mishap.Drop || (mishap instanceof Mishap.CutHalfWay && reply.status() == 0)) {
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        var body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        var length = mishap instanceof Mishap.CutHalfWay ? body.length / 2 : body.length;
        var out = exchange.getResponseBody();
        out.write(body, 0, length);
        out.flush();
        exchange.close();
    }
}
