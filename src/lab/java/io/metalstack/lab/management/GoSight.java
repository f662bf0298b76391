package io.metalstack.lab.management;

import static io.metalstack.lab.management.GoObjects.NAMESPACE;
import static io.metalstack.lab.management.GoObjects.PREFIX;
import static io.metalstack.lab.management.GoObjects.machineId;
import static io.metalstack.lab.management.GoObjects.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.metalstack.lab.management.GoObjects.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the Go provider (v0.8) would see of a cluster, after its own source: by which fields it finds what is held. */
final class GoSight {
    private final GoObjects objects;
    private final MetalReader metal;

    GoSight(GoObjects objects, MetalReader metal) {
        this.objects = objects;
        this.metal = metal;
    }

    /** Why it would allocate another one, or not look after an object at all; empty when it would do nothing. */
    List<String> complaints() {
        var complaints = new ArrayList<String>();
        var cluster = objects.only(Kind.CLUSTER);
        if (text(cluster, "spec", "nodeNetworkID").isEmpty()) {
            complaints.add("it would allocate a node network");
        }
        if (text(cluster, "spec", "controlPlaneEndpoint", "host").isEmpty()) {
            complaints.add("it would allocate a control-plane address");
        }
        var deployment = objects.only(Kind.FIREWALL_DEPLOYMENT);
        if (text(deployment, "spec", "managedResourceRef", "name").isEmpty()) {
            complaints.add("it would allocate a firewall");
        }
        if (firewallsToFree(cluster, deployment).size() != 1) {
            complaints.add("it would not free the firewall with its cluster");
        }
        objects.all(Kind.MACHINE).stream()
                .filter(it -> allocationOf(it).isEmpty())
                .forEach(it ->
                        complaints.add("it would not find " + it.getMetadata().getName()));
        objects.all(Kind.FIREWALL)
                .forEach(it -> complaints.add("MetalStackFirewall %s is left, which it does not know"
                        .formatted(it.getMetadata().getName())));
        Stream.of(Kind.values())
                .flatMap(kind -> objects.all(kind).stream()
                        .filter(it -> !it.getFinalizers().equals(kind.finalizers()))
                        .map(it -> "%s has the finalizers %s"
                                .formatted(it.getMetadata().getName(), it.getFinalizers())))
                .forEach(complaints::add);
        return complaints;
    }

    /** What shows this provider: annotations and labels of objects, tags and labels in metal-api. */
    List<String> marksOfOurs() {
        var known = List.of("cluster-resource", "machine-resource", "firewall-deployment-resource", "purpose");
        var marks = new ArrayList<String>();
        for (var kind : Kind.values()) {
            for (var object : objects.all(kind)) {
                Stream.of(
                                Optional.ofNullable(object.getMetadata().getAnnotations()),
                                Optional.ofNullable(object.getMetadata().getLabels()))
                        .flatMap(it -> it.orElse(Map.of()).keySet().stream())
                        .filter(it -> it.startsWith(PREFIX))
                        .forEach(it -> marks.add(object.getMetadata().getName() + ": " + it));
            }
        }
        metal.marksOf(Variables.PROJECT).stream()
                .filter(it -> it.startsWith(PREFIX))
                .filter(it -> known.stream().noneMatch(tag -> it.startsWith(PREFIX + tag + "=")))
                .forEach(marks::add);
        return marks;
    }

    private Optional<JsonNode> allocationOf(GenericKubernetesResource machine) {
        var id = machineId(text(machine, "spec", "providerID"));
        return metal.machines(Map.of("allocation_project", Variables.PROJECT)).stream()
                .filter(it -> it.path("id").asText().equals(id))
                .findFirst();
    }

    private List<JsonNode> firewallsToFree(GenericKubernetesResource cluster, GenericKubernetesResource deployment) {
        var wanted = GoForm.firewallTags(
                NAMESPACE + "." + cluster.getMetadata().getName(),
                text(cluster, "spec", "nodeNetworkID"),
                deployment.getMetadata().getName());
        return metal.machines(Map.of("allocation_project", Variables.PROJECT)).stream()
                .filter(it -> it.at("/allocation/role").asText().equals("firewall"))
                .filter(it -> tags(it).containsAll(wanted))
                .toList();
    }

    private static HashSet<String> tags(JsonNode machine) {
        var tags = new HashSet<String>();
        StreamSupport.stream(machine.path("tags").spliterator(), false).forEach(it -> tags.add(it.asText()));
        return tags;
    }
}
