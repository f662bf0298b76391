package io.metalstack.capi.faults;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What is to happen to one write of the provider, and whether it has. */
final class WriteFault {

    /** What becomes of a write. */
    enum Mishap {
        /** Somebody else's write to the object comes first, so that the API server itself answers 409. */
        CONFLICT("conflict with another write"),
        FAILED("refused with 500"),
        THROTTLED("refused with 429"),
        LOST("lost before commit"),
        ANSWER_LOST("answer lost after commit"),
        /** The write waits until it is let go on. */
        HELD("held before commit"),
        /** The API server's answer waits until it is let go on. */
        ANSWER_HELD("answer held after commit"),
        /** The process dies before the write gets out. */
        KILLED_BEFORE("killed before"),
        /** The process dies before it learns that the write was made. */
        KILLED_AFTER("killed after");

        final String words;

        Mishap(String words) {
            this.words = words;
        }

        boolean kills() {
            return this == KILLED_BEFORE || this == KILLED_AFTER;
        }

        boolean holds() {
            return this == HELD || this == ANSWER_HELD;
        }
    }

    private final Predicate<Write> which;
    private final AtomicInteger toSkip;
    private final AtomicInteger fired = new AtomicInteger();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private final Mishap mishap;
    private final Consumer<Write> action;

    /**
     * @param nth which fitting write, counted from 1
     * @param action the competing write of a conflict, or the killing; nothing for the others
     */
    WriteFault(Predicate<Write> which, int nth, Mishap mishap, Consumer<Write> action) {
        this.which = which;
        this.toSkip = new AtomicInteger(nth - 1);
        this.mishap = mishap;
        this.action = action;
    }

    /** Whether it strikes this write; each strikes once. */
    boolean strikes(Write write) {
        return fired.get() == 0 && which.test(write) && toSkip.getAndDecrement() <= 0 && fired.compareAndSet(0, 1);
    }

    Mishap mishap() {
        return mishap;
    }

    /** One that holds the first fitting write, or its answer, until it is released. */
    static WriteFault holding(Mishap mishap, Predicate<Write> which) {
        return new WriteFault(which, 1, mishap, write -> {});
    }

    /** Lets what it holds go on. */
    void release() {
        released.complete(null);
    }

    void whenReleased(Runnable goOn) {
        var unused = released.thenRun(goOn);
    }

    void act(Write write) {
        action.accept(write);
    }

    boolean fired() {
        return fired.get() > 0;
    }
}
