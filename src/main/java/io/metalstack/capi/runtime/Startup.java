package io.metalstack.capi.runtime;

import io.metalstack.capi.metal.CredentialsSource;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start with settings that cannot work: a manager that can only wait should say so at once. */
@Singleton
class Startup {

    private final String host;
    private final int port;
    private final int tlsPort;
    private final Optional<String> certificate;

    Startup(
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port,
            @ConfigProperty(name = "quarkus.http.ssl-port", defaultValue = "8443") int tlsPort,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> certificate) {
        this.host = host;
        this.port = port;
        this.tlsPort = tlsPort;
        this.certificate = certificate;
    }

    /** Ahead of the operator's own observer. */
    void check(
            @Observes @Priority(10) StartupEvent event,
            CredentialsSource credentials,
            ProviderConfig config,
            LaunchMode mode) {
        try {
            check(config);
            credentials.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
        if (mode == LaunchMode.NORMAL) {
            requireFreePort(port, "set QUARKUS_HTTP_PORT to another port");
            if (certificate.isPresent()) {
                requireFreePort(tlsPort, "give --metrics-bind-address another port");
            }
        }
    }

    /** The HTTP server starts beside the operator, whose interrupted start would bury what it says. */
    private void requireFreePort(int port, String otherwise) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException("cannot listen on %s port %d (%s): end what listens there, or %s"
                    .formatted(host, port, e.getMessage(), otherwise));
        }
    }

    /** @throws IllegalArgumentException with a sentence that names the setting */
    static void check(ProviderConfig config) {
        ProviderConfig.AllowedProjects.of(config);
        var share = config.deletionBrakeShare();
        if (share.isPresent() && !(share.getAsDouble() > 0 && share.getAsDouble() <= 1)) {
            throw new IllegalArgumentException(
                    "CAPMS_DELETION_BRAKE_SHARE (capms.deletion-brake-share) must be more than 0"
                            + " and at most 1, for example 0.3 for 30 %; leave it out for no brake");
        }
        if (config.deletionBrakeWindow().isNegative()
                || config.deletionBrakeWindow().isZero()) {
            throw new IllegalArgumentException(
                    "CAPMS_DELETION_BRAKE_WINDOW (capms.deletion-brake-window) must be longer than nothing, for example 1h");
        }
        var deadline = config.firewallDeadline();
        if (deadline.isNegative() || deadline.isZero() || deadline.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("CAPMS_FIREWALL_DEADLINE (capms.firewall-deadline) must be longer than"
                    + " nothing and at most 24h, for example 15m");
        }
    }
}
