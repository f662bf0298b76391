package io.metalstack.lab.management;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What clusterctl moves, as one management cluster holds it, and what the provider's manager there has said of its own. */
record ProviderObjects(KubernetesClient management) {
    private static final String INVENTORY = "clusterctl.cluster.x-k8s.io";
    private static final String PROVIDER = "cluster.x-k8s.io/provider";

    /** Kind and name of all objects of Cluster API and its providers. */
    TreeSet<String> names() {
        var names = new TreeSet<String>();
        definitions().flatMap(this::objects).forEach(it -> names.add(name(it)));
        return names;
    }

    /** Those of the provider that get conditions. */
    List<String> told() {
        return ours().map(ProviderObjects::name).sorted().toList();
    }

    /** How many of those the manager calls ready as they are now, for people. */
    String reconciled() {
        int all = told().size();
        return "%d of %d".formatted(all - unreconciled().size(), all);
    }

    /** Those of them that have a status, whoever wrote it. */
    List<String> withStatus() {
        return ours().filter(it -> !conditions(it).isEmpty())
                .map(ProviderObjects::name)
                .sorted()
                .toList();
    }

    /** Those of them of which the manager has not said that they are ready as they are now. */
    List<String> unreconciled() {
        return ours().filter(it -> !isReady(it))
                .map(ProviderObjects::name)
                .sorted()
                .toList();
    }

    private static boolean isReady(GenericKubernetesResource object) {
        var conditions = conditions(object);
        return ClusterState.isTrue(object, "Ready")
                && conditions.stream()
                        .allMatch(it -> it.get("observedGeneration") instanceof Number seen
                                && seen.longValue() == object.getMetadata().getGeneration());
    }

    private static List<Map<String, Object>> conditions(GenericKubernetesResource object) {
        return Optional.ofNullable(object.<List<Map<String, Object>>>get("status", "conditions"))
                .orElse(List.of());
    }

    private Stream<GenericKubernetesResource> ours() {
        return definitions()
                .filter(it -> Component.METALSTACK
                        .label()
                        .equals(it.getMetadata().getLabels().get(PROVIDER)))
                .filter(ProviderObjects::hasConditions)
                .flatMap(this::objects);
    }

    private Stream<CustomResourceDefinition> definitions() {
        return management
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withLabel(INVENTORY)
                .list()
                .getItems()
                .stream()
                .filter(it -> !it.getSpec().getGroup().equals(INVENTORY));
    }

    private static boolean hasConditions(CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().stream()
                .map(it -> it.getSchema().getOpenAPIV3Schema().getProperties().get("status"))
                .anyMatch(it -> it != null && it.getProperties().containsKey("conditions"));
    }

    private Stream<GenericKubernetesResource> objects(CustomResourceDefinition definition) {
        var version = definition.getSpec().getVersions().stream()
                .filter(it -> it.getStorage())
                .findFirst()
                .orElseThrow()
                .getName();
        return management
                .genericKubernetesResources(
                        definition.getSpec().getGroup() + "/" + version,
                        definition.getSpec().getNames().getKind())
                .inAnyNamespace()
                .list()
                .getItems()
                .stream();
    }

    private static String name(GenericKubernetesResource object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}
