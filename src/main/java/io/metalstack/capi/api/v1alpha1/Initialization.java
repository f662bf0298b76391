package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** How far the first provisioning has come. One-way: what was true stays true. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Initialization(
        @JsonPropertyDescription(
                "True once the infrastructure was fully provisioned for the first time; never goes back.")
        Boolean provisioned) {

    /** The value to write for {@code provisioned}: absent rather than false. */
    public static Initialization of(boolean provisioned) {
        return provisioned ? new Initialization(true) : null;
    }

    public static boolean isProvisioned(Initialization initialization) {
        return initialization != null && Boolean.TRUE.equals(initialization.provisioned());
    }
}
