package io.metalstack.lab.simulator;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** One armed fault, and what has become of it. */
public final class Fault {
    private final int number;
    private final List<Route> routes;
    private final Predicate<String> path;
    private final Faults.Moment moment;
    private final Mishap mishap;
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger skip;
    private final AtomicInteger left;
    private final AtomicInteger fired = new AtomicInteger();

    Fault(
            int number,
            List<Route> routes,
            Predicate<String> path,
            int skip,
            int times,
            Faults.Moment moment,
            Mishap mishap) {
        this.number = number;
        this.routes = routes;
        this.path = path;
        this.skip = new AtomicInteger(skip);
        this.left = new AtomicInteger(times);
        this.moment = moment;
        this.mishap = mishap;
    }

    /** Its number in this simulator, from 1. */
    public int number() {
        return number;
    }

    /** How many calls it has struck. */
    public int fired() {
        return fired.get();
    }

    /** Lets go the calls that it holds, and holds no other. */
    public void release() {
        released.countDown();
    }

    /** Whether it has struck as often as it can. */
    boolean spent() {
        return left.get() == 0;
    }

    boolean strikes(Route route, String calledPath, Faults.Moment now) {
        if (now != moment || !routes.contains(route) || !path.test(calledPath)) {
            return false;
        }
        if (skip.getAndUpdate(n -> Math.max(0, n - 1)) > 0 || left.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
            return false;
        }
        fired.incrementAndGet();
        return true;
    }

    Mishap mishap() {
        return mishap;
    }

    Faults.Moment moment() {
        return moment;
    }

    /** Waits as a {@link Mishap.Wait} says. */
    void await(Mishap.Wait wait) throws InterruptedException {
        if (wait.atMost().isPresent()) {
            var unused = released.await(wait.atMost().get().toMillis(), TimeUnit.MILLISECONDS);
        } else {
            released.await();
        }
    }

    /** What it does to which calls. */
    public String what() {
        var calls = routes.size() == 1
                ? routes.getFirst().method() + " " + routes.getFirst().template()
                : routes.size() + " routes";
        return mishap + (moment == Faults.Moment.BEFORE_COMMIT ? " before" : " after") + " the commit of " + calls;
    }

    @Override
    public String toString() {
        return what() + ", fired " + fired;
    }
}
