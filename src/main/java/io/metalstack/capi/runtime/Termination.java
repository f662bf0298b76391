package io.metalstack.capi.runtime;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import sun.misc.Signal;

/**
 * Ends the manager when a kubelet asks for it, with exit code 0: all is done that there is to do. Left to itself the JVM does
 * the same and answers 143, as if it had been killed.
 */
@Singleton
class Termination {

    void arrange(@Observes StartupEvent event, LaunchMode mode) {
        if (mode == LaunchMode.NORMAL) {
            Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
        }
    }
}
