package io.metalstack.lab.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What is to go wrong. A rule names the calls ({@link Rule}), the moment and the mishap; the {@link Fault} that it
 * yields says afterwards whether it happened. Rules are looked at in the order in which they were made; the first that
 * fits a call at a moment acts on it.
 */
public final class Faults {
    private static final String BAD_GATEWAY = """
            <html>
            <head><title>502 Bad Gateway</title></head>
            <body><center><h1>502 Bad Gateway</h1></center></body>
            </html>
            """;

    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    /** When a mishap strikes. */
    public enum Moment {
        /** The caller is known and admitted, nothing has been done. */
        BEFORE_COMMIT,
        /** Everything has been done, the answer has not been sent. */
        AFTER_COMMIT
    }

    /** Which calls of a route: with {@code nth}, {@code next} and {@code where} narrowed down; every one at first. */
    public final class Rule {
        private final List<Route> routes;
        private Predicate<String> path = p -> true;
        private int skip;
        private int times = Integer.MAX_VALUE;
        private Moment moment = Moment.BEFORE_COMMIT;

        private Rule(List<Route> routes) {
            this.routes = routes;
        }

        /** Only the nth fitting call from now on, counted from 1. */
        public Rule nth(int n) {
            skip = n - 1;
            times = 1;
            return this;
        }

        /** Only the next n fitting calls. */
        public Rule next(int n) {
            skip = 0;
            times = n;
            return this;
        }

        /** Only calls whose path, below the base path, fits. */
        public Rule where(Predicate<String> pathFits) {
            path = pathFits;
            return this;
        }

        /** The moment; before the commit unless told otherwise. */
        public Rule at(Moment when) {
            moment = when;
            return this;
        }

        /** Short for {@code at(AFTER_COMMIT)}. */
        public Rule afterCommit() {
            return at(Moment.AFTER_COMMIT);
        }

        /** Answers this status with metal-api's error object around the message. */
        public Fault refuse(int status, String message) {
            return arm(new Mishap.Answer(status, "application/json", Json.error(status, message)));
        }

        /** Answers this status and body, whatever they are. */
        public Fault answer(int status, String contentType, String body) {
            return arm(new Mishap.Answer(status, contentType, body));
        }

        /** Answers as a proxy does whose backend is away: 502 with a page of HTML. */
        public Fault badGateway() {
            return answer(502, "text/html", BAD_GATEWAY);
        }

        /** Closes the connection without an answer. */
        public Fault drop() {
            return arm(new Mishap.Drop());
        }

        /** Sends the head and half of the answer, then closes; before the commit there is no answer, so it drops. */
        public Fault cutHalfWay() {
            return arm(new Mishap.CutHalfWay());
        }

        /** Lets the call wait until {@link Fault#release}, then go on as if nothing had been. */
        public Fault hold() {
            return arm(new Mishap.Wait(Optional.empty()));
        }

        /** Lets the call wait for so long in real time (or until {@link Fault#release}), then go on. */
        public Fault slow(Duration delay) {
            return arm(new Mishap.Wait(Optional.of(delay)));
        }

        /** Runs this on the thread of the call, e.g. to end the caller at this very moment; then the call goes on. */
        public Fault run(Runnable work) {
            return arm(new Mishap.Run(work));
        }

        private Fault arm(Mishap mishap) {
            var fault = new Fault(numbers.incrementAndGet(), routes, path, skip, times, moment, mishap);
            faults.add(fault);
            return fault;
        }
    }

    /** A rule for calls of these routes. */
    public Rule when(Route... routes) {
        return new Rule(List.of(routes));
    }

    /** A rule for every call. */
    public Rule whenAnyCall() {
        return when(Route.values());
    }

    /** A rule for every call that may change something. */
    public Rule whenAnyChange() {
        return when(List.of(Route.values()).stream().filter(Route::changes).toArray(Route[]::new));
    }

    /** All faults, also those that have struck as often as they can. */
    public List<Fault> all() {
        return List.copyOf(faults);
    }

    /** Faults that have not struck yet. */
    public List<Fault> unfired() {
        return faults.stream().filter(f -> f.fired() == 0).toList();
    }

    /** Takes all faults away and lets go what they hold. */
    public void clear() {
        var old = new ArrayList<>(faults);
        faults.removeAll(old);
        old.forEach(Fault::release);
    }

    /** Takes one fault away and lets go what it holds. */
    public void remove(Fault fault) {
        faults.remove(fault);
        fault.release();
    }

    Optional<Fault> strike(Route route, String path, Moment moment) {
        for (var fault : faults) {
            if (fault.strikes(route, path, moment)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
