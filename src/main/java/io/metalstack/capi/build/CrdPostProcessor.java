package io.metalstack.capi.build;

import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Says in the generated CRDs what the generator has no annotation for: lists that are maps, columns in the order that an
 * operator reads, and a template whose machine spec has no transition rules.
 */
public class CrdPostProcessor implements CRDPostProcessor {

    /** The generator sorts columns by JSON path, which puts the age first. */
    private static final List<String> COLUMNS = List.of(
            "Cluster",
            "Ready",
            "State",
            "Endpoint",
            "ProviderID",
            "Address",
            "Template",
            "Firewall",
            "Provisioned",
            "Size",
            "Image",
            "Partition",
            "Project",
            "Network",
            "Age");

    /** clusterctl moves objects by these, and sets them only where it installs. */
    private static final Map<String, String> CLUSTERCTL_LABELS =
            Map.of("clusterctl.cluster.x-k8s.io", "", "cluster.x-k8s.io/provider", "infrastructure-metalstack");

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "MetalStackCluster", "The infrastructure of one Cluster: node network and control-plane address.",
            "MetalStackClusterTemplate", "What the MetalStackClusters of a ClusterClass are made from.",
            "MetalStackMachine", "One server of metal-stack that is, or becomes, a node.",
            "MetalStackMachineTemplate", "What the machines of a control plane or a deployment are made from.",
            "MetalStackFirewallDeployment", "The firewall of one Cluster: keeps one, and replaces it.",
            "MetalStackFirewall", "One firewall of metal-stack, made by a MetalStackFirewallDeployment.",
            "MetalStackFirewallTemplate", "What the firewall of a MetalStackFirewallDeployment is made from.");

    @Override
    public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
        var crd = (CustomResourceDefinition) resource;
        var kind = crd.getSpec().getNames().getKind();
        crd.getMetadata().setLabels(labels(crd.getMetadata().getLabels()));
        for (var version : crd.getSpec().getVersions()) {
            var schema = version.getSchema().getOpenAPIV3Schema();
            schema.setDescription(DESCRIPTIONS.get(kind));
            orderColumns(version);
            at(schema, CrdPostProcessor::conditions, "status", "conditions");
            at(schema, list -> mapBy(list, "name", 100), "status", "failureDomains");
            at(schema, it -> it.setMinProperties(1L), "status", "initialization");
            at(schema, CrdPostProcessor::machineSpec, "spec");
            at(schema, CrdPostProcessor::templateSpec, "spec", "template", "spec");
            switch (kind) {
                case "MetalStackClusterTemplate" ->
                    at(schema, CrdPostProcessor::anyClustersSpec, "spec", "template", "spec");
                case "MetalStackFirewallTemplate" -> at(schema, CrdPostProcessor::bounded, "spec");
                case "MetalStackFirewall" -> at(schema, CrdPostProcessor::bounded, "spec", "template");
                default -> {}
            }
        }
        return crd;
    }

    /** Sorted, as a map without order writes them differently in each build. */
    private static Map<String, String> labels(Map<String, String> generated) {
        var labels = new TreeMap<>(generated);
        labels.putAll(CLUSTERCTL_LABELS);
        return labels;
    }

    private static void orderColumns(CustomResourceDefinitionVersion version) {
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparingInt((CustomResourceColumnDefinition it) -> COLUMNS.indexOf(it.getName())));
    }

    /** The shape of metav1.Condition, so that two writers share the list by type. */
    private static void conditions(JSONSchemaProps list) {
        mapBy(list, "type", 32);
        var item = list.getItems().getSchema();
        item.setRequired(List.of("type", "status", "reason", "message", "lastTransitionTime"));
        at(item, time -> time.setFormat("date-time"), "lastTransitionTime");
    }

    private static void mapBy(JSONSchemaProps list, String key, long maxItems) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
        list.setMaxItems(maxItems);
    }

    /** Bounds for the items of lists: without them CEL cannot tell what a rule over a list costs. */
    private static void machineSpec(JSONSchemaProps spec) {
        spec.getProperties().forEach((name, property) -> {
            if ("array".equals(property.getType())) {
                itemsOf(name, property.getItems().getSchema());
                property.setXKubernetesListType("atomic");
            }
        });
    }

    private static void itemsOf(String list, JSONSchemaProps item) {
        if ("string".equals(item.getType())) {
            item.setMaxLength("sshPublicKeys".equals(list) ? 16384L : 253L);
        }
        if ("ports".equals(list)) {
            item.setMinimum(1.0);
            item.setMaximum(65535.0);
        }
    }

    /** The same, all the way down. */
    private static void bounded(JSONSchemaProps schema) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().forEach((name, property) -> {
            if ("string".equals(property.getType()) && property.getMaxLength() == null) {
                property.setMaxLength(253L);
            }
            if ("array".equals(property.getType())) {
                property.setXKubernetesListType("atomic");
                itemsOf(name, property.getItems().getSchema());
                bounded(property.getItems().getSchema());
            }
            bounded(property);
        });
    }

    /**
     * A template is compared by an admission policy instead, which can see the topology controller's dry run; a CEL
     * transition rule would refuse that dry run. Cluster API contract, "InfraMachineTemplate: SSA dry run".
     */
    private static void templateSpec(JSONSchemaProps spec) {
        machineSpec(spec);
        spec.getXKubernetesValidations().removeIf(it -> it.getRule().contains("oldSelf"));
    }

    /** What may be said of several clusters at once, and nothing that a patch of a ClusterClass could not fill in. */
    private static void anyClustersSpec(JSONSchemaProps spec) {
        spec.setRequired(null);
        spec.getProperties().keySet().removeAll(List.of("controlPlaneIP", "firewallDeploymentRef"));
        at(spec, it -> it.getProperties().remove("host"), "controlPlaneEndpoint");
    }

    private static void at(JSONSchemaProps schema, Consumer<JSONSchemaProps> change, String... path) {
        var here = schema;
        for (var name : path) {
            here = here.getProperties() == null ? null : here.getProperties().get(name);
            if (here == null) {
                return;
            }
        }
        change.accept(here);
    }
}
