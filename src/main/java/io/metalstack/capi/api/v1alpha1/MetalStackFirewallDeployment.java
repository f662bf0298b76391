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

/** The firewall of a cluster: keeps one, and replaces it when its template changes or when it is lost. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Categories("cluster-api")
@ShortNames("msfwdeploy")
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
@AdditionalPrinterColumn(
        name = "Template",
        jsonPath = ".spec.firewallTemplateRef.name",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Firewall", jsonPath = ".status.firewall", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Provisioned",
        jsonPath = ".status.initialization.provisioned",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class MetalStackFirewallDeployment
        extends CustomResource<MetalStackFirewallDeploymentSpec, MetalStackFirewallDeploymentStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** The Go provider's, so that either can take a firewall over from the other. */
    public static final String FINALIZER = Api.PREFIX + "firewall-deployment";

    @Required
    @Override
    public MetalStackFirewallDeploymentSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public MetalStackFirewallDeploymentStatus getStatus() {
        return super.getStatus();
    }
}
