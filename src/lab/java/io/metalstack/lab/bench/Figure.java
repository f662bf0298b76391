package io.metalstack.lab.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the bench can measure. */
enum Figure {
    P1("machines that are asked for at once", Throughput::rows),
    P2("calls of metal-api for a machine made", MetalCalls::rows),
    P3("steady state, started anew for each run", SteadyState::rows),
    P4("resident memory", Footprint::rows),
    P5("from execution to the first change of an object", Start::rows),
    P6("from phoning home to provisioned", Reaction::rows),
    P7("metal-api away", Outage::rows),
    P8("requests to the API server, for a machine made and idle", ApiRequests::rows),
    P9("the same with many machines", Growth::rows);

    private final String title;
    private final Function<Session, List<Row>> measure;

    Figure(String title, Function<Session, List<Row>> measure) {
        this.title = title;
        this.measure = measure;
    }

    String title() {
        return title;
    }

    /** The same by its name; empty for one that only another version of the bench knows. */
    static String titleOf(String name) {
        return Stream.of(values())
                .filter(it -> it.name().equals(name))
                .map(Figure::title)
                .findFirst()
                .orElse("");
    }

    /** Measures it, or takes what was measured for another figure of the session. */
    List<Row> rows(Session session) {
        return measure.apply(session);
    }
}
