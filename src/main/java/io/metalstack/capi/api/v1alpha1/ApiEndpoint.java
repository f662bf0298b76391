package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Where the API server of a workload cluster is reached. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiEndpoint(
        @JsonPropertyDescription("Address or DNS name of the API server.")
        String host,

        @JsonPropertyDescription("Port of the API server.") @Min(1) @Max(65535) @Default("443")
        Integer port) {

    /** The port that is meant when none is given. */
    public static final int DEFAULT_PORT = 443;

    /** True once core can use it: host and port are known. */
    public static boolean isComplete(ApiEndpoint endpoint) {
        return endpoint != null
                && endpoint.host() != null
                && !endpoint.host().isEmpty()
                && endpoint.port() != null
                && endpoint.port() > 0;
    }
}
