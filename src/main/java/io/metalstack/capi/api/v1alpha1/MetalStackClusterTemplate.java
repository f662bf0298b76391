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
 * What the MetalStackClusters of a ClusterClass are made from. Immutable but for its metadata, as a
 * MetalStackMachineTemplate: a change is a new template, to which the class then refers.
 */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Categories("cluster-api")
@ShortNames("msclustertemplate")
@Labels(Api.CONTRACT_LABEL + "=" + Api.VERSION)
@AdditionalPrinterColumn(
        name = "Partition",
        jsonPath = ".spec.template.spec.partition",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Project",
        jsonPath = ".spec.template.spec.projectID",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class MetalStackClusterTemplate extends CustomResource<MetalStackClusterTemplateSpec, Void>
        implements Namespaced {

    private static final long serialVersionUID = 1L;

    @Required
    @Override
    public MetalStackClusterTemplateSpec getSpec() {
        return super.getSpec();
    }
}
