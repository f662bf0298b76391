package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.regex.Pattern;

/** Names an object in the same namespace. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalRef(
        @JsonPropertyDescription("Name of the object, in the same namespace.") @Required
        String name) {

    private static final int LONGEST = 253;
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /**
     * Whether an object can be called so at all, by the rules of Kubernetes for a DNS subdomain. Asked for any other name,
     * as {@code ..} or {@code a/b}, the API server would be asked for something else.
     */
    public static boolean isName(String name) {
        return name.length() <= LONGEST && SUBDOMAIN.matcher(name).matches();
    }
}
