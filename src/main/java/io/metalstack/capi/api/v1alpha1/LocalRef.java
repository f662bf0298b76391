package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Names an object in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalRef(
        @JsonPropertyDescription("Name of the object, in the same namespace.") @Required
        String name) {}
