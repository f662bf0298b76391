package io.metalstack.capi.runtime;

import io.metalstack.capi.metal.CredentialsSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Refuses to start without credentials that could work: a manager that can only wait should say so at once. */
@Singleton
class Startup {

    /** Ahead of the operator's own observer. */
    void check(@Observes @Priority(10) StartupEvent event, CredentialsSource credentials) {
        try {
            credentials.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }
}
