package io.metalstack.capi.faults;

import io.metalstack.lab.simulator.Fault;
import io.metalstack.lab.simulator.Faults;
import io.metalstack.lab.simulator.Route;
import java.time.Duration;

/** What becomes of a call to metal-api. Texts and statuses as metal-api a405f46d has them. */
enum CallMishap {
    REFUSED("refused before the commit", Effect.IN_DOUBT),
    FAILED("error after the commit", Effect.MADE),
    LOST("connection lost before the commit", Effect.IN_DOUBT),
    ANSWER_LOST("answer lost after commit", Effect.MADE),
    SLOW("slow beyond the time-out", Effect.MADE),
    ANSWER_SLOW("answer slow beyond the time-out", Effect.MADE),
    CUT("connection reset half way through the answer", Effect.MADE),
    BAD_GATEWAY("HTML 502 before the commit", Effect.IN_DOUBT),
    BAD_GATEWAY_AFTER("HTML 502 after the commit", Effect.MADE),
    CONFLICT("409", Effect.IN_DOUBT),
    UNPROCESSABLE("422 for good", Effect.CERTAINLY_NONE),
    NO_CAPACITY("422 for want of capacity", Effect.CERTAINLY_NONE),
    BUSY("422 for now", Effect.CERTAINLY_NONE),
    FORBIDDEN("403", Effect.CERTAINLY_NONE),
    THROTTLED("429", Effect.CERTAINLY_NONE);

    /** What an allocating call has done, and whether the provider can know. */
    enum Effect {
        MADE,
        /** Nothing, and the answer does not tell. */
        IN_DOUBT,
        /** Nothing, and the answer tells. */
        CERTAINLY_NONE
    }

    private static final Duration TOO_LONG = InProcess.PATIENCE.plusSeconds(1);

    final String words;
    final Effect effect;

    CallMishap(String words, Effect effect) {
        this.words = words;
        this.effect = effect;
    }

    boolean appliesTo(Route route) {
        return switch (this) {
            case FAILED, ANSWER_LOST, ANSWER_SLOW, BAD_GATEWAY_AFTER, CONFLICT, UNPROCESSABLE -> route.changes();
            case BUSY -> !busy(route).isEmpty();
            case NO_CAPACITY -> !noCapacity(route).isEmpty();
            default -> true;
        };
    }

    Fault arm(Faults.Rule rule, Route route) {
        return switch (this) {
            case REFUSED -> rule.refuse(500, "Internal rethinkdb: connection refused");
            case FAILED -> rule.afterCommit().refuse(500, "Internal unable to publish the event: broker is away");
            case LOST -> rule.drop();
            case ANSWER_LOST -> rule.afterCommit().drop();
            case SLOW -> rule.slow(TOO_LONG);
            case ANSWER_SLOW -> rule.afterCommit().slow(TOO_LONG);
            case CUT -> rule.afterCommit().cutHalfWay();
            case BAD_GATEWAY -> rule.badGateway();
            case BAD_GATEWAY_AFTER -> rule.afterCommit().badGateway();
            case CONFLICT ->
                rule.refuse(409, "Conflict cannot update it: the entity was changed from another, please retry");
            case UNPROCESSABLE -> rule.refuse(422, "the entity is not acceptable");
            case NO_CAPACITY -> rule.refuse(422, noCapacity(route));
            case BUSY -> rule.refuse(route == Route.FREE_IP ? 400 : 422, busy(route));
            case FORBIDDEN -> rule.refuse(403, "the timestamp in your header is too old: 2026-01-01T00:00:00Z");
            case THROTTLED -> rule.refuse(429, "too many requests");
        };
    }

    private static String noCapacity(Route route) {
        return switch (route) {
            case ALLOCATE_MACHINE, ALLOCATE_FIREWALL -> "no machine available";
            case ALLOCATE_IP -> "Internal cannot allocate free ip in ipam, no ips left";
            case ALLOCATE_NETWORK -> "cannot allocate free child prefix in ipam";
            default -> "";
        };
    }

    private static String busy(Route route) {
        return switch (route) {
            case ALLOCATE_MACHINE, ALLOCATE_FIREWALL ->
                "too many parallel machine allocations taking place, try again later";
            case FREE_MACHINE -> "machine is locked";
            case FREE_IP -> "ip with machine scope can not be deleted";
            case FREE_NETWORK ->
                "error releasing child prefix in ipam: invalid_argument: prefix 10.0.0.0/22 has ips, deletion not possible";
            default -> "";
        };
    }
}
