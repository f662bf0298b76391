package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.metalstack.capi.api.v1alpha1.Conditioned;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the status that a controller publishes from waking it again: each would cost a second pass. A status that was
 * wiped, or lost its conditions, does wake it.
 */
final class OwnStatusFilter {

    private OwnStatusFilter() {}

    /** Whether anything but the status changed, or what it told is gone. */
    static boolean letsThrough(HasMetadata now, HasMetadata before) {
        return !Objects.equals(relevant(now), relevant(before)) || hasNoStatus(now) || tells(before) && !tells(now);
    }

    private static List<@Nullable Object> relevant(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return Arrays.asList(
                metadata.getUid(),
                metadata.getGeneration(),
                metadata.getDeletionTimestamp(),
                metadata.getLabels(),
                metadata.getAnnotations(),
                metadata.getFinalizers(),
                metadata.getOwnerReferences());
    }

    private static boolean hasNoStatus(HasMetadata resource) {
        return resource instanceof CustomResource<?, ?> custom && custom.getStatus() == null;
    }

    private static boolean tells(HasMetadata resource) {
        return resource instanceof CustomResource<?, ?> custom
                && custom.getStatus() instanceof Conditioned status
                && status.conditions() != null
                && !status.conditions().isEmpty();
    }
}
