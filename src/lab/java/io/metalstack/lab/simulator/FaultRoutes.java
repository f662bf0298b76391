package io.metalstack.lab.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Faults, armed and looked at over HTTP. */
final class FaultRoutes {
    private final Faults faults;

    FaultRoutes(Faults faults) {
        this.faults = faults;
    }

    private record FaultState(int number, String fault, int fired) {
        static FaultState of(Fault f) {
            return new FaultState(f.number(), f.toString(), f.fired());
        }
    }

    void register(ControlFront front) {
        front.on(
                        "GET",
                        "/control/faults",
                        o -> faults.all().stream().map(FaultState::of).toList())
                .on("POST", "/control/faults", o -> FaultState.of(arm(o)))
                .on("DELETE", "/control/faults", o -> {
                    faults.clear();
                    return Map.of();
                })
                .on("DELETE", "/control/faults/{id}", o -> {
                    faults.remove(fault(o.id()));
                    return Map.of();
                })
                .on("POST", "/control/faults/{id}/release", o -> {
                    fault(o.id()).release();
                    return Map.of();
                });
    }

    private Fault fault(String number) {
        return faults.all().stream()
                .filter(f -> String.valueOf(f.number()).equals(number))
                .findFirst()
                .orElseThrow(() -> ApiError.notFound("fault", number));
    }

    /**
     * Arms a fault from {@code {routes: [ALLOCATE_MACHINE], nth | next, pathcontains, after: true, do: …}}; no routes
     * means every call. What {@code do} names is one of the methods of {@link Faults.Rule}.
     */
    private Fault arm(ControlFront.Order order) {
        var rule = order.body().hasNonNull("routes") ? faults.when(routes(order)) : faults.whenAnyCall();
        if (order.body().hasNonNull("nth")) {
            rule.nth(order.number("nth", 1));
        }
        if (order.body().hasNonNull("next")) {
            rule.next(order.number("next", 1));
        }
        order.optionalText("pathcontains").ifPresent(part -> rule.where(path -> path.contains(part)));
        if (order.body().hasNonNull("after") && order.flag("after")) {
            rule.afterCommit();
        }
        return switch (order.text("do")) {
            case "refuse" ->
                rule.refuse(
                        order.number("status", 500),
                        order.optionalText("message").orElse("fault"));
            case "answer" ->
                rule.answer(
                        order.number("status", 500),
                        order.optionalText("contenttype").orElse("application/json"),
                        order.optionalText("body").orElse(""));
            case "badGateway" -> rule.badGateway();
            case "drop" -> rule.drop();
            case "cutHalfWay" -> rule.cutHalfWay();
            case "hold" -> rule.hold();
            case "slow" -> rule.slow(Duration.ofMillis(order.number("millis", 1000)));
            default ->
                throw ApiError.badRequest("\"do\" must be one of refuse, answer, badGateway, drop, cutHalfWay, hold, "
                        + "slow; it is \"" + order.text("do") + "\"");
        };
    }

    private static Route[] routes(ControlFront.Order order) {
        var routes = new ArrayList<Route>();
        for (var name : order.body().path("routes")) {
            try {
                routes.add(Route.valueOf(name.asText()));
            } catch (IllegalArgumentException e) {
                throw ApiError.badRequest(
                        "\"" + name.asText() + "\" is no route; allowed are " + List.of(Route.values()));
            }
        }
        return routes.toArray(Route[]::new);
    }
}
