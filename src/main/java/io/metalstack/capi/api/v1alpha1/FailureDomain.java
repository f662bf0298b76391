package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/** A failure domain as the Cluster API contract shapes it. For metal-stack: the partition. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record FailureDomain(
        @JsonPropertyDescription("Name of the failure domain: the partition.") @Required
        String name,

        @JsonPropertyDescription("Whether control-plane machines may be placed there.")
        Boolean controlPlane,

        @JsonPropertyDescription("Free-form attributes.") Map<String, String> attributes) {}
