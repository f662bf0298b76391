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

/** One firewall of metal-stack: one object, at most one allocation. Made and deleted by a deployment. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Categories("cluster-api")
@ShortNames("msfw")
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
        name = "Size",
        jsonPath = ".spec.template.size",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Image",
        jsonPath = ".spec.template.image",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public non-sealed class MetalStackFirewall extends CustomResource<MetalStackFirewallSpec, MetalStackFirewallStatus>
        implements Namespaced, MachineHolder {

    private static final long serialVersionUID = 1L;

    public static final String FINALIZER = Api.PREFIX + "firewall";

    /** Label that names the MetalStackFirewallDeployment. */
    public static final String DEPLOYMENT_LABEL = Api.PREFIX + "firewall-deployment";

    @Required
    @Override
    public MetalStackFirewallSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public MetalStackFirewallStatus getStatus() {
        return super.getStatus();
    }

    @Override
    public String providerID() {
        return getSpec().providerID();
    }
}
