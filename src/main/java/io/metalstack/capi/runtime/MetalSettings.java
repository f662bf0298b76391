package io.metalstack.capi.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How metal-api is reached. Each setting {@code metal-api.a-b} may be given as environment variable
 * {@code METAL_API_A_B}.
 */
@ConfigMapping(prefix = "metal-api")
public interface MetalSettings {

    /** metal-api's address with its base path. */
    Optional<String> url();

    /** The HMAC key. */
    Optional<String> hmac();

    /** {@code Metal-View}, {@code Metal-Edit} or {@code Metal-Admin}. */
    @WithDefault("Metal-Edit")
    String hmacAuthType();

    /**
     * A directory with the files {@code api-url}, {@code api-hmac}, {@code api-hmac-auth-type} and perhaps
     * {@code ca.crt}, which may change at run time. Counts before the settings above.
     */
    Optional<Path> credentialsDir();

    /** PEM bundle of authorities to trust in addition to the system's. Not read with {@code credentials-dir}. */
    Optional<Path> caFile();

    /** How many machines of one partition may be asked for at the same time. */
    @WithDefault("10")
    int allocationsPerPartition();

    /** How often all machines of a project are looked at. */
    @WithDefault("PT1M")
    Duration snapshotInterval();

    /** How often machines are looked at that something is expected of: few by their ids, more with their project. */
    @WithDefault("PT10S")
    Duration pendingInterval();
}
