package io.metalstack.capi.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A status in which a controller tells how it stands. */
public interface Conditioned {

    /** Conditions by type; null or empty when nothing was told yet, or when somebody wiped it. */
    @Nullable
    List<Condition> conditions();
}
