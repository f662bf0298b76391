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

/** One server of metal-stack that is, or becomes, a node: one object, at most one allocation. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Categories("cluster-api")
@ShortNames("msmachine")
@Labels(Api.CONTRACT_LABEL + "=" + Api.VERSION)
@AdditionalPrinterColumn(
        name = "Cluster",
        jsonPath = ".metadata.labels.cluster\\.x-k8s\\.io/cluster-name",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "State",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "ProviderID", jsonPath = ".spec.providerID", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Address",
        jsonPath = ".status.addresses[?(@.type==\"InternalIP\")].address",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Provisioned",
        jsonPath = ".status.initialization.provisioned",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Size",
        jsonPath = ".spec.size",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Image",
        jsonPath = ".spec.image",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public non-sealed class MetalStackMachine extends CustomResource<MetalStackMachineSpec, MetalStackMachineStatus>
        implements Namespaced, MachineHolder {

    private static final long serialVersionUID = 1L;

    /** The Go provider's, so that either can take a machine over from the other. */
    public static final String FINALIZER = Api.PREFIX + "machine";

    @Required
    @Override
    public MetalStackMachineSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public MetalStackMachineStatus getStatus() {
        return super.getStatus();
    }

    @Override
    public String providerID() {
        return getSpec().providerID();
    }
}
