package io.metalstack.capi.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/** Wraps the machine that is made from the template. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetalStackMachineTemplateSpec(
        @JsonPropertyDescription("The machine that is made from this template.") @Required
        Template template) {

    /** Labels, annotations and spec of a machine made from the template. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Template(
            @JsonPropertyDescription("Labels and annotations of the machines.")
            Metadata metadata,

            @JsonPropertyDescription("Spec of the machines.") @Required
            MetalStackMachineSpec spec) {}

    /** The part of an object's metadata that a template may set. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Metadata(
            @JsonPropertyDescription("Labels of the machines.")
            Map<String, String> labels,

            @JsonPropertyDescription("Annotations of the machines.")
            Map<String, String> annotations) {}
}
