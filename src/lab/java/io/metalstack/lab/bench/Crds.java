package io.metalstack.lab.bench;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The kinds of a provider. */
final class Crds {
    private Crds() {}

    /**
     * Reads them from a file, or from all YAML files of a folder; whatever else is in there does not matter.
     *
     * @throws LabException there are none
     */
    static List<CustomResourceDefinition> read(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            var found = files.filter(it -> it.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .flatMap(Crds::documents)
                    .filter(CustomResourceDefinition.class::isInstance)
                    .map(CustomResourceDefinition.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new LabException(place + " holds no CustomResourceDefinition");
            }
            return found;
        } catch (IOException e) {
            throw new LabException("%s cannot be read: it has to hold the provider's CRDs".formatted(place), e);
        }
    }

    private static Stream<?> documents(Path file) {
        try (var content = Files.newInputStream(file)) {
            Object read = new KubernetesSerialization().unmarshal(content);
            return switch (read) {
                case Collection<?> several -> several.stream();
                case KubernetesResourceList<?> list -> list.getItems().stream();
                case null -> Stream.of();
                default -> Stream.of(read);
            };
        } catch (IOException e) {
            throw new LabException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
