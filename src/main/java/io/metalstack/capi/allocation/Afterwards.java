package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metalstack.capi.capi.ObjectWriter;
import io.metalstack.capi.capi.Rechecks;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jboss.logging.Logger;

/** What follows a pass: when the object is looked at again. Counts those that failed: {@code capms.passes.failed}, tag {@code kind}. */
public final class Afterwards<P extends HasMetadata> {

    private final Rechecks<P> rechecks;
    private final ProviderConfig config;
    private final Logger log;
    private final Counter failures;

    /** @param log the reconciler's */
    public Afterwards(Class<P> kind, Rechecks<P> rechecks, ProviderConfig config, Logger log, MeterRegistry meters) {
        this.rechecks = rechecks;
        this.config = config;
        this.log = log;
        this.failures = Counter.builder("capms.passes.failed")
                .description("Passes that an unexpected error ended")
                .tag("kind", kind.getSimpleName())
                .register(meters);
    }

    /** After a pass that chose this step. */
    public void lookAgain(P resource, Object step, Outcome outcome) {
        tell(step, outcome);
        lookAgain(resource, outcome);
    }

    /** At DEBUG the log has the step that a pass chose, and how that ended. */
    public void tell(Object step, Outcome outcome) {
        log.debugf("%s: %s", step.getClass().getSimpleName(), outcome);
    }

    /** After a pass that came to an end. */
    public void lookAgain(P resource, Outcome outcome) {
        switch (outcome) {
            case Outcome.Waiting waiting -> rechecks.recheck(resource, waiting.recheck());
            case Outcome.Blocked blocked -> rechecks.recheck(resource, config.slowly());
            // Our own write wakes us; this is for the case that its event gets lost.
            case Outcome.Progressed progressed -> rechecks.recheck(resource, config.soon());
            case Outcome.Done done -> rechecks.recheck(resource, config.slowly());
        }
    }

    /** JOSDK would log a stack trace for each; a conflict is ordinary, and an API server that is down is no news. */
    public void failed(P resource, RuntimeException e) {
        var name = resource.getKind() + " " + resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
        if (ObjectWriter.isRace(e)) {
            log.debugf("%s was changed by somebody else", name);
            rechecks.recheck(resource, config.soon());
        } else {
            log.warnf("Pass over %s failed: %s", name, e);
            log.debug("Its stack trace", e);
            failures.increment();
            rechecks.recheckAfterFailure(resource);
        }
    }
}
