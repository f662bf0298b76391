package io.metalstack.lab.bench;

import java.util.List;
import java.util.function.Function;

/** What the bench can measure. */
enum Figure {
    P1("machines per minute", Throughput::rows),
    P2("calls of metal-api per machine made", MetalCalls::rows),
    P3("steady state", SteadyState::rows),
    P4("memory", Footprint::rows),
    P5("start", Start::rows),
    P6("from phoning home to provisioned", Reaction::rows),
    P7("metal-api away", Outage::rows),
    P8("requests to the API server", ApiRequests::rows),
    P9("growth", Growth::rows);

    private final String title;
    private final Function<Session, List<Row>> measure;

    Figure(String title, Function<Session, List<Row>> measure) {
        this.title = title;
        this.measure = measure;
    }

    String title() {
        return title;
    }

    /** Measures it, or takes what was measured for another figure of the session. */
    List<Row> rows(Session session) {
        return measure.apply(session);
    }
}
