package io.metalstack.capi.allocation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.api.v1alpha1.MachineHolder;
import io.metalstack.capi.api.v1alpha1.MetalStackMachine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Other objects that hold an imported allocation, or want to: no tag ties it to one of them. Of several that ask for it
 * the oldest gets it; of several that have it nonetheless, none loses its machine because another is deleted. Read live
 * and in all namespaces, as a cache may not have seen the other one yet.
 */
@ApplicationScoped
class Rivals {

    private static final Comparator<HasMetadata> BY_AGE = Comparator.<HasMetadata, String>comparing(
                    it -> it.getMetadata().getCreationTimestamp())
            .thenComparing(Rivals::nameOf);

    private final KubernetesClient client;

    Rivals(KubernetesClient client) {
        this.client = client;
    }

    /** What stands against freeing an imported allocation now. */
    sealed interface Objection {
        /** Others live on with it: this object has to go without it. */
        record HeldBy(String name) implements Objection {}

        /** All are being deleted, and it falls to this object to free it, once the others are gone. */
        record WaitFor(String name) implements Objection {}
    }

    /** Which other object has the allocation, or asks for it and is older. */
    Optional<String> of(MachineHolder resource, String allocationUuid) {
        return others(
                        resource,
                        it -> holds(it, allocationUuid)
                                || asksFor(it, allocationUuid) && BY_AGE.compare(it, resource) < 0)
                .stream()
                .map(Rivals::nameOf)
                .findFirst();
    }

    Optional<Objection> toFreeing(MachineHolder resource, String allocationUuid) {
        var others = others(resource, it -> holds(it, allocationUuid));
        var stays = others.stream()
                .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                .findFirst();
        var older =
                others.stream().filter(it -> BY_AGE.compare(it, resource) < 0).findFirst();
        return stays.or(() -> older)
                .<Objection>map(it -> new Objection.HeldBy(nameOf(it)))
                .or(() -> others.stream().findFirst().map(it -> new Objection.WaitFor(nameOf(it))));
    }

    private List<MetalStackMachine> others(MachineHolder resource, Predicate<MetalStackMachine> which) {
        return client.resources(MetalStackMachine.class).inAnyNamespace().list().getItems().stream()
                .filter(it ->
                        !it.getMetadata().getUid().equals(resource.getMetadata().getUid()))
                .filter(which)
                .sorted(BY_AGE)
                .toList();
    }

    private static boolean holds(HasMetadata other, String allocationUuid) {
        return Annotations.of(other, Annotations.ALLOCATION_UUID)
                .filter(allocationUuid::equals)
                .isPresent();
    }

    private static boolean asksFor(HasMetadata other, String allocationUuid) {
        return Annotations.of(other, Annotations.IMPORT_ALLOCATION)
                .filter(allocationUuid::equals)
                .isPresent();
    }

    private static String nameOf(HasMetadata resource) {
        return resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
    }
}
