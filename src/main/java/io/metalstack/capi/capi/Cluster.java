package io.metalstack.capi.capi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.metalstack.capi.api.v1alpha1.ApiEndpoint;
import org.jspecify.annotations.Nullable;

/** Core's Cluster, as much of it as the provider reads. Never written: unknown fields would be lost. */
@Group("cluster.x-k8s.io")
@Version("v1beta2")
@JsonIgnoreProperties(ignoreUnknown = true)
public class Cluster extends CustomResource<Cluster.Spec, Cluster.Status> implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** Label that names the cluster on everything that belongs to it. */
    public static final String NAME_LABEL = "cluster.x-k8s.io/cluster-name";

    /** What we read of its spec. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable Boolean paused,
            @Nullable ApiEndpoint controlPlaneEndpoint,
            @Nullable Ref infrastructureRef) {}

    /** What we read of its status. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Status(@Nullable Initialization initialization) {}

    /** One-way flags: true once, true for ever. Cluster API contract v1beta2. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Initialization(
            @Nullable Boolean infrastructureProvisioned,
            @Nullable Boolean controlPlaneInitialized) {}

    /** A reference in core's v1beta2 shape: no version, same namespace. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Ref(
            @Nullable String apiGroup,
            @Nullable String kind,
            @Nullable String name) {}

    public boolean paused() {
        return getSpec() != null && Boolean.TRUE.equals(getSpec().paused());
    }

    /** Whether core has taken over our {@code provisioned}. Machines are allocated only then. */
    public boolean infrastructureProvisioned() {
        return getStatus() != null
                && getStatus().initialization() != null
                && Boolean.TRUE.equals(getStatus().initialization().infrastructureProvisioned());
    }

    public boolean deleting() {
        return getMetadata().getDeletionTimestamp() != null;
    }
}
