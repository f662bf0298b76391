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

/**
 * What machines of a control plane or a deployment are made from. Immutable but for its metadata (an admission policy of
 * the bundle refuses changes): a change is a new template and a new reference.
 */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Categories("cluster-api")
@ShortNames("msmachinetemplate")
@Labels(Api.CONTRACT_LABEL + "=" + Api.VERSION)
@AdditionalPrinterColumn(
        name = "Size",
        jsonPath = ".spec.template.spec.size",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Image",
        jsonPath = ".spec.template.spec.image",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class MetalStackMachineTemplate
        extends CustomResource<MetalStackMachineTemplateSpec, MetalStackMachineTemplateStatus> implements Namespaced {

    private static final long serialVersionUID = 1L;

    @Required
    @Override
    public MetalStackMachineTemplateSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public MetalStackMachineTemplateStatus getStatus() {
        return super.getStatus();
    }
}
