package io.metalstack.lab.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metalstack.lab.LabException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Objects of the kinds that both providers have, read and written by nothing but their names.
 *
 * @param cluster whose objects they are
 */
record GoObjects(KubernetesClient management, String cluster) {
    static final String PREFIX = "metal-stack.infrastructure.cluster.x-k8s.io/";
    static final String NAMESPACE = "default";

    private static final String VERSION = "infrastructure.cluster.x-k8s.io/v1alpha1";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A kind of the Go provider, or this provider's MetalStackFirewall. */
    enum Kind {
        CLUSTER("MetalStackCluster", "cluster"),
        MACHINE("MetalStackMachine", "machine"),
        MACHINE_TEMPLATE("MetalStackMachineTemplate", ""),
        FIREWALL_DEPLOYMENT("MetalStackFirewallDeployment", "firewall-deployment"),
        FIREWALL_TEMPLATE("MetalStackFirewallTemplate", ""),
        FIREWALL("MetalStackFirewall", "");

        private final String name;
        private final String finalizer;

        Kind(String name, String finalizer) {
            this.name = name;
            this.finalizer = finalizer;
        }

        /** What the Go provider puts on each; none where it is empty. */
        List<String> finalizers() {
            return finalizer.isEmpty() ? List.of() : List.of(PREFIX + finalizer);
        }
    }

    List<GenericKubernetesResource> all(Kind kind) {
        return management
                .genericKubernetesResources(VERSION, kind.name)
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    /** The one that there is: the scenario's cluster has one of each that is asked for. */
    GenericKubernetesResource only(Kind kind) {
        var all = all(kind);
        if (all.size() != 1) {
            throw new LabException("there are %d %ss".formatted(all.size(), kind.name));
        }
        return all.getFirst();
    }

    void patch(GenericKubernetesResource object, Map<String, ?> change) {
        var unused = handle(object).patch(PatchContext.of(PatchType.JSON_MERGE), json(change));
    }

    void patchStatus(GenericKubernetesResource object, Map<String, ?> status) {
        var unused = handle(object)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), json(Map.of("status", status)));
    }

    void delete(GenericKubernetesResource object) {
        var unused = handle(object).delete();
    }

    private Resource<GenericKubernetesResource> handle(GenericKubernetesResource object) {
        return management
                .genericKubernetesResources(VERSION, object.getKind())
                .inNamespace(NAMESPACE)
                .withName(object.getMetadata().getName());
    }

    private static String json(Map<String, ?> change) {
        try {
            return JSON.writeValueAsString(change);
        } catch (JsonProcessingException e) {
            throw new LabException("cannot write a patch: " + e.getMessage(), e);
        }
    }

    /** A field of it; empty where there is none. */
    static String text(GenericKubernetesResource object, Object... path) {
        return Objects.toString(object.get(path), "");
    }

    /** The hardware that a provider id names. */
    static String machineId(String providerId) {
        return providerId.substring(providerId.lastIndexOf('/') + 1);
    }
}
