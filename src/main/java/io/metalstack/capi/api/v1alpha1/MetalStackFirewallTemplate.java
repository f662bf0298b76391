package io.metalstack.capi.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Labels;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What the firewall of a deployment is made from. It may be changed: then the deployment replaces its firewall. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Categories("cluster-api")
@ShortNames("msfwtemplate")
@Labels(Api.CONTRACT_LABEL + "=" + Api.VERSION)
@AdditionalPrinterColumn(
        name = "Partition",
        jsonPath = ".spec.partition",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Project",
        jsonPath = ".spec.project",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(name = "Size", jsonPath = ".spec.size", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Image", jsonPath = ".spec.image", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class MetalStackFirewallTemplate extends CustomResource<MetalStackFirewallTemplateSpec, Void>
        implements Namespaced {

    private static final long serialVersionUID = 1L;

    @Required
    @Override
    public MetalStackFirewallTemplateSpec getSpec() {
        return super.getSpec();
    }
}
