package io.metalstack.lab.simulator;

import java.time.Duration;
import java.util.function.Function;

/** What a person can have go wrong at the console, with one press of a button. */
enum FaultSwitch {
    REFUSE(
            "Refuse every call",
            "metal-api answers 503 and does nothing.",
            faults -> faults.whenAnyCall().refuse(503, "switched off at the lab's console")),
    HOLD(
            "Hold every call",
            "metal-api answers nothing until this is switched off.",
            faults -> faults.whenAnyCall().hold()),
    SLOW(
            "Answer slowly",
            "Every call takes two seconds longer.",
            faults -> faults.whenAnyCall().slow(Duration.ofSeconds(2))),
    BAD_GATEWAY(
            "Break the gateway",
            "Every answer is 502 with a page of HTML.",
            faults -> faults.whenAnyCall().badGateway()),
    DROP(
            "Cut every connection",
            "Calls do nothing and get no answer.",
            faults -> faults.whenAnyCall().drop()),
    LOSE_ALLOCATION(
            "Lose an allocation",
            "The next machine or firewall is allocated, and nobody is told.",
            faults -> faults.when(Route.ALLOCATE_MACHINE, Route.ALLOCATE_FIREWALL)
                    .next(1)
                    .afterCommit()
                    .drop());

    private final String title;
    private final String explanation;
    private final Function<Faults, Fault> arming;

    FaultSwitch(String title, String explanation, Function<Faults, Fault> arming) {
        this.title = title;
        this.explanation = explanation;
        this.arming = arming;
    }

    /** What it does, as an order to metal-api. */
    String title() {
        return title;
    }

    /** What a caller meets then, in one sentence. */
    String explanation() {
        return explanation;
    }

    /** Whether it strikes every call before anything is done, so that of two such only the first one acts. */
    boolean strikesEveryCall() {
        return this != LOSE_ALLOCATION;
    }

    Fault arm(Faults faults) {
        return arming.apply(faults);
    }
}
