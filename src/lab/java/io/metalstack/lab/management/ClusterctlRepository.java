package io.metalstack.lab.management;

import io.metalstack.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A local repository of the providers, and the configuration that makes clusterctl use it. */
final class ClusterctlRepository {
    private ClusterctlRepository() {}

    /**
     * Writes Cluster API's own providers.
     *
     * @param components folder of the tools with their manifests, {@code metadata.yaml} and {@code version}
     * @param site where their webhooks listen
     */
    static void writeClusterApi(Path repository, Path components, Site site, String authority) {
        try {
            var version = Files.readString(components.resolve("version")).strip();
            for (var component : Component.values()) {
                if (component.upstream()) {
                    var folder = repository.resolve(component.label()).resolve(version);
                    Files.createDirectories(folder);
                    Files.copy(components.resolve("metadata.yaml"), folder.resolve("metadata.yaml"));
                    var manifest = Files.readString(components.resolve(component.label() + ".yaml"));
                    Files.writeString(
                            folder.resolve(component.file()),
                            ComponentManifests.rewrite(manifest, site.address(component), authority, version));
                }
            }
        } catch (IOException e) {
            throw new LabException("cannot write the clusterctl repository: " + e.getMessage(), e);
        }
    }

    /** Writes what stands for cert-manager: clusterctl reads it even where it is not to install it. */
    static void writeCertManager(Path repository) {
        var file = repository.resolve(CertificateKinds.FILE);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, CertificateKinds.CRDS);
        } catch (IOException e) {
            throw new LabException("cannot write the clusterctl repository: " + e.getMessage(), e);
        }
    }

    /** Copies the provider's bundle, {@code infrastructure-components.yaml} and so on, as it was built. */
    static void writeProvider(Path repository, Bundle bundle) {
        var folder = repository.resolve(Component.METALSTACK.label()).resolve(bundle.version());
        try (Stream<Path> files = Files.list(bundle.folder())) {
            Files.createDirectories(folder);
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new LabException("cannot copy the provider's bundle: " + e.getMessage(), e);
        }
    }

    /**
     * The configuration: where the providers are, that cert-manager is not clusterctl's business, and variables for
     * templates and components.
     */
    static String config(Path repository, List<Component> components, Map<String, String> variables) {
        var yaml = new StringBuilder("providers:\n");
        for (var component : components) {
            yaml.append("- name: ").append(component.provider()).append('\n');
            yaml.append("  type: ").append(component.type()).append('\n');
            yaml.append(
                    "  url: \"file://%s/%s/latest/%s\"%n".formatted(repository, component.label(), component.file()));
        }
        yaml.append("cert-manager:\n  externallyProvisioned: true\n  version: " + CertificateKinds.VERSION + "\n");
        yaml.append("  url: \"file://%s/%s\"%n".formatted(repository, CertificateKinds.FILE));
        new TreeMap<>(variables)
                .forEach((name, value) -> yaml.append(name)
                        .append(": '")
                        .append(value.replace("'", "''"))
                        .append("'\n"));
        return yaml.toString();
    }
}
