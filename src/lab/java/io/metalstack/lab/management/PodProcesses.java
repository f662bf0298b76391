package io.metalstack.lab.management;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.lab.Command;
import io.metalstack.lab.LabException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Starts the process that stands for a Pod: its network, its volumes, its own ServiceAccount's token, its command. */
final class PodProcesses {
    private static final long TOKEN_SECONDS = 30 * 24 * 3600L;

    private final KubernetesClient client;
    private final LabFiles files;
    private final Site site;
    private final Certificates certificates;
    private final Function<Path, Command> provider;
    private final TreeSet<String> freeAddresses;

    /** @param provider starts this repository's provider, without arguments, for a Pod whose files are in this folder */
    PodProcesses(
            KubernetesClient client,
            LabFiles files,
            Site site,
            Certificates certificates,
            Function<Path, Command> provider) {
        this.client = client;
        this.files = files;
        this.site = site;
        this.certificates = certificates;
        this.provider = provider;
        this.freeAddresses = new TreeSet<>(site.podAddresses());
        for (var component : Component.values()) {
            freeAddresses.add(site.address(component));
        }
    }

    /**
     * Starts it.
     *
     * @throws LabException something it refers to is not there (yet)
     */
    RunningPod start(Pod pod, Component component) {
        var container = pod.getSpec().getContainers().getFirst();
        var folder =
                LabFiles.privateDirectory(files.pods().resolve(pod.getMetadata().getUid()));
        var sources = sources(pod.getMetadata().getNamespace());
        var volumes = volumes(pod, container, component, sources, folder);
        var address = takeAddress(component);
        try {
            var process = ContainerProcess.of(pod, container, address, sources, volumes);
            var kubeconfig = folder.resolve("kubeconfig");
            Kubeconfig.write(kubeconfig, site.url(), certificates.authorityBase64(), token(pod));
            var network = network(pod, address);
            var program = program(component, process, kubeconfig, folder);
            var command = Command.of(network.enter(program.words().toArray(String[]::new)))
                    .with(program.environment())
                    .with(process.environment())
                    .with(Map.of("KUBECONFIG", kubeconfig.toString(), "HOME", folder.toString()))
                    .in(folder);
            var name = pod.getMetadata().getName();
            var server = Server.start(name, command, files.log(component.program()));
            Diary.note("Pod %s started as %s at %s", name, component.program(), address);
            var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            return new RunningPod(address, server, network, process.readiness(), now, () -> giveBack(address));
        } catch (LabException e) {
            giveBack(address);
            throw e;
        }
    }

    private Command program(Component component, ContainerProcess process, Path kubeconfig, Path folder) {
        if (!component.upstream()) {
            return provider.apply(folder).and(process.arguments().toArray(String[]::new));
        }
        // A manager outside a cluster has neither the namespace for its lease nor a mounted certificate.
        var arguments = process.argumentsAnd(List.of(
                "--leader-elect=false",
                "--kubeconfig=" + kubeconfig,
                "--webhook-cert-dir=" + certificates.certificate().getParent()));
        return Command.of(files.tools().resolve(component.program()).toString()).and(arguments.toArray(String[]::new));
    }

    private NetworkNamespace network(Pod pod, String address) {
        var id = pod.getMetadata().getUid().substring(0, 8);
        var network = NetworkNamespace.create(files.networks().resolve("pod-" + id));
        network.connect("eth0", "p" + id, Bridge.INTERNET, List.of(address));
        network.route("default", Bridge.INTERNET, "eth0");
        Bridge.INTERNET.route(address);
        return network;
    }

    private synchronized String takeAddress(Component component) {
        var own = site.address(component);
        var address = freeAddresses.remove(own) ? own : freeAddresses.pollLast();
        if (address == null) {
            throw new LabException("no address is left for another Pod");
        }
        return address;
    }

    private synchronized void giveBack(String address) {
        freeAddresses.add(address);
    }

    /** A token of the Pod's own ServiceAccount, so that its RBAC is what counts. */
    private String token(Pod pod) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_SECONDS)
                .endSpec()
                .build();
        return client.serviceAccounts()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getSpec().getServiceAccountName())
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    private ContainerProcess.Sources sources(String namespace) {
        return new ContainerProcess.Sources(name -> secret(namespace, name), name -> configMap(namespace, name));
    }

    private @Nullable Map<String, String> secret(String namespace, String name) {
        var secret = client.secrets().inNamespace(namespace).withName(name).get();
        if (secret == null) {
            return null;
        }
        var values = new LinkedHashMap<String, String>();
        secret.getData()
                .forEach((key, value) ->
                        values.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return values;
    }

    private @Nullable Map<String, String> configMap(String namespace, String name) {
        var map = client.configMaps().inNamespace(namespace).withName(name).get();
        return map == null ? null : Map.copyOf(map.getData());
    }

    /** Makes folders of the container's volumes. Returns them by the path where the container expects them. */
    private static Map<String, String> volumes(
            Pod pod, Container container, Component component, ContainerProcess.Sources sources, Path folder) {
        var folders = new HashMap<String, String>();
        for (var mount : container.getVolumeMounts()) {
            var volume = pod.getSpec().getVolumes().stream()
                    .filter(it -> it.getName().equals(mount.getName()))
                    .findFirst();
            var place = folder.resolve("volumes").resolve(mount.getName());
            if (volume.isPresent() && fill(place, volume.get(), component, sources)) {
                folders.put(mount.getMountPath(), place.toString());
            }
        }
        return folders;
    }

    private static boolean fill(Path place, Volume volume, Component component, ContainerProcess.Sources sources) {
        Map<String, String> content = Map.of();
        if (volume.getSecret() != null) {
            var values = sources.secret().apply(volume.getSecret().getSecretName());
            // Cluster API's own wait for a certificate of cert-manager, in whose place they get a flag.
            if (values == null
                    && !component.upstream()
                    && !Boolean.TRUE.equals(volume.getSecret().getOptional())) {
                throw new LabException(
                        "there is no Secret " + volume.getSecret().getSecretName());
            }
            content = values == null ? Map.of() : values;
        } else if (volume.getConfigMap() != null) {
            var values = sources.configMap().apply(volume.getConfigMap().getName());
            content = values == null ? Map.of() : values;
        } else if (volume.getEmptyDir() == null) {
            return false;
        }
        LabFiles.privateDirectory(place);
        content.forEach((name, text) -> LabFiles.writePrivately(place.resolve(name), text));
        return true;
    }
}
