package io.metalstack.capi.secrets;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Sees every version of every object in a namespace, with all fields, whatever its kind; but no Secret, as these are
 * where the secrets belong.
 */
final class ObjectWatch implements AutoCloseable {

    private final KubernetesClient client;
    private final List<Watch> watches = new ArrayList<>();
    private final List<String> found = new CopyOnWriteArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final AtomicInteger versions = new AtomicInteger();

    ObjectWatch(KubernetesClient client, String namespace) {
        this.client = client;
        groupVersions().forEach(it -> watchAll(it, namespace));
    }

    List<String> found() {
        return List.copyOf(found);
    }

    List<String> kinds() {
        return List.copyOf(kinds);
    }

    int versions() {
        return versions.get();
    }

    private Stream<String> groupVersions() {
        return Stream.concat(
                Stream.of("v1"),
                client.getApiGroups().getGroups().stream()
                        .map(it -> it.getPreferredVersion().getGroupVersion()));
    }

    private void watchAll(String groupVersion, String namespace) {
        client.getApiResources(groupVersion).getResources().stream()
                .filter(it -> it.getNamespaced()
                        && it.getVerbs().contains("watch")
                        && !it.getName().equals("secrets"))
                .forEach(it -> watch(groupVersion, it, namespace));
    }

    private void watch(String groupVersion, APIResource resource, String namespace) {
        kinds.add(resource.getKind());
        var slash = groupVersion.indexOf('/');
        var context = new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : groupVersion.substring(0, slash))
                .withVersion(groupVersion.substring(slash + 1))
                .withKind(resource.getKind())
                .withPlural(resource.getName())
                .withNamespaced(true)
                .build();
        watches.add(client.genericKubernetesResources(context)
                .inNamespace(namespace)
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, GenericKubernetesResource seen) {
                        look(seen);
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        found.add("a watch has ended, so not everything was seen: " + cause);
                    }
                }));
    }

    private void look(GenericKubernetesResource seen) {
        versions.incrementAndGet();
        Canary.foundIn(client.getKubernetesSerialization().asJson(seen))
                .forEach(it -> found.add(
                        it + ", in " + seen.getKind() + " " + seen.getMetadata().getName()));
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }
}
