package io.metalstack.capi.capi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Core's Machine, as much of it as the provider reads. Never written: unknown fields would be lost. */
@Group("cluster.x-k8s.io")
@Version("v1beta2")
@JsonIgnoreProperties(ignoreUnknown = true)
public class Machine extends CustomResource<Machine.Spec, Void> implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** Label that marks a Machine of the control plane; its value is empty. */
    public static final String CONTROL_PLANE_LABEL = "cluster.x-k8s.io/control-plane";

    /** What we read of its spec. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @Nullable String clusterName,
            @Nullable String failureDomain,
            @Nullable String version,
            @Nullable Bootstrap bootstrap,
            Cluster.@Nullable Ref infrastructureRef) {}

    /** Names the Secret with the bootstrap data, once the bootstrap provider has written it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Bootstrap(@Nullable String dataSecretName) {}

    public boolean controlPlane() {
        return getMetadata().getLabels() != null && getMetadata().getLabels().containsKey(CONTROL_PLANE_LABEL);
    }

    /** Name of the Secret with the bootstrap data, once there is one. */
    public Optional<String> bootstrapSecretName() {
        return Optional.ofNullable(getSpec())
                .map(Spec::bootstrap)
                .map(Bootstrap::dataSecretName)
                .filter(it -> !it.isEmpty());
    }

    public Optional<String> failureDomain() {
        return Optional.ofNullable(getSpec()).map(Spec::failureDomain).filter(it -> !it.isEmpty());
    }
}
