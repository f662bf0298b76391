package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/** Wraps the MetalStackCluster that is made from the template. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackClusterTemplateSpec(
        @JsonPropertyDescription("The MetalStackCluster that is made from this template.") @Required
        Template template) {

    /**
     * Labels, annotations and spec of a MetalStackCluster made from the template. In the CRD the spec lacks what belongs to
     * one cluster alone, and nothing in it is required, as patches of a ClusterClass may fill it in.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Template(
            @JsonPropertyDescription("Labels and annotations of the MetalStackClusters.")
            Metadata metadata,

            @JsonPropertyDescription(
                    "Spec of the MetalStackClusters. What belongs to one cluster alone (controlPlaneIP, the host of"
                            + " controlPlaneEndpoint, firewallDeploymentRef) is set by patches of the ClusterClass.")
            @Required
            MetalStackClusterSpec spec) {}

    /** The part of an object's metadata that a template may set. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Metadata(
            @JsonPropertyDescription("Labels of the MetalStackClusters.")
            Map<String, String> labels,

            @JsonPropertyDescription("Annotations of the MetalStackClusters.")
            Map<String, String> annotations) {}
}
