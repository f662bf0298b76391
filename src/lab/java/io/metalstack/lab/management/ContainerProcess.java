package io.metalstack.lab.management;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.metalstack.lab.LabException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a kubelet makes of a Pod's container, for a process instead of a container: arguments and environment with their
 * references resolved, and the URL that tells readiness.
 *
 * @param arguments the container's arguments; its command is the image's business
 * @param environment in the order of the manifest
 * @param readiness URL of the readiness probe, if it has one
 */
record ContainerProcess(List<String> arguments, Map<String, String> environment, Optional<String> readiness) {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$?)\\(([-._a-zA-Z][-._a-zA-Z0-9]*)\\)");

    /**
     * The configuration objects of a Pod's namespace.
     *
     * @param secret values of a Secret by its name, or null when there is none
     * @param configMap values of a ConfigMap by its name, or null when there is none
     */
    record Sources(
            Function<String, @Nullable Map<String, String>> secret,
            Function<String, @Nullable Map<String, String>> configMap) {}

    /**
     * Resolves everything.
     *
     * @param address the Pod's address
     * @param folders where the container's volumes are on this machine, by mount path: a process has no file system of
     *     its own, so paths below a mount path are replaced in arguments and environment
     * @throws LabException a reference that is not optional leads nowhere, as a kubelet says CreateContainerConfigError
     */
    static ContainerProcess of(
            Pod pod, Container container, String address, Sources sources, Map<String, String> folders) {
        var environment = new LinkedHashMap<String, String>();
        for (var from : container.getEnvFrom()) {
            var prefix = Optional.ofNullable(from.getPrefix()).orElse("");
            if (from.getSecretRef() != null) {
                var ref = from.getSecretRef();
                all(sources.secret, "Secret", ref.getName(), ref.getOptional())
                        .forEach((key, value) -> environment.put(prefix + key, value));
            }
            if (from.getConfigMapRef() != null) {
                var ref = from.getConfigMapRef();
                all(sources.configMap, "ConfigMap", ref.getName(), ref.getOptional())
                        .forEach((key, value) -> environment.put(prefix + key, value));
            }
        }
        for (var variable : container.getEnv()) {
            value(variable, pod, address, sources)
                    .map(it -> expand(it, environment))
                    .ifPresent(it -> environment.put(variable.getName(), it));
        }
        environment.replaceAll((name, value) -> relocate(value, folders));
        var arguments = container.getArgs().stream()
                .map(it -> relocate(expand(it, environment), folders))
                .toList();
        return new ContainerProcess(arguments, environment, readiness(container, address));
    }

    private static Optional<String> value(EnvVar variable, Pod pod, String address, Sources sources) {
        var from = variable.getValueFrom();
        return from == null
                ? Optional.of(Optional.ofNullable(variable.getValue()).orElse(""))
                : referenced(from, pod, address, sources);
    }

    private static Optional<String> referenced(EnvVarSource from, Pod pod, String address, Sources sources) {
        if (from.getSecretKeyRef() != null) {
            var ref = from.getSecretKeyRef();
            return one(sources.secret, "Secret", ref.getName(), ref.getKey(), ref.getOptional());
        }
        if (from.getConfigMapKeyRef() != null) {
            var ref = from.getConfigMapKeyRef();
            return one(sources.configMap, "ConfigMap", ref.getName(), ref.getKey(), ref.getOptional());
        }
        return Optional.ofNullable(from.getFieldRef()).map(it -> field(it, pod, address));
    }

    private static String field(ObjectFieldSelector field, Pod pod, String address) {
        return switch (field.getFieldPath()) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.serviceAccountName" -> pod.getSpec().getServiceAccountName();
            case "spec.nodeName" -> "lab";
            case "status.podIP", "status.hostIP" -> address;
            default -> throw new LabException("the lab does not know the field " + field.getFieldPath() + " of a Pod");
        };
    }

    private static Map<String, String> all(
            Function<String, @Nullable Map<String, String>> source,
            String kind,
            String name,
            @Nullable Boolean optional) {
        var values = source.apply(name);
        if (values == null && !Boolean.TRUE.equals(optional)) {
            throw new LabException("there is no %s %s".formatted(kind, name));
        }
        return values == null ? Map.of() : values;
    }

    private static Optional<String> one(
            Function<String, @Nullable Map<String, String>> source,
            String kind,
            String name,
            String key,
            @Nullable Boolean optional) {
        var value = Optional.ofNullable(all(source, kind, name, optional).get(key));
        if (value.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new LabException("the %s %s has no key %s".formatted(kind, name, key));
        }
        return value;
    }

    /** Replaces {@code $(NAME)} as Kubernetes does: unknown names stay, {@code $$(NAME)} is an escape. */
    private static String expand(String text, Map<String, String> environment) {
        return REFERENCE
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        !match.group(1).isEmpty()
                                ? match.group().substring(1)
                                : environment.getOrDefault(match.group(2), match.group())));
    }

    private static String relocate(String text, Map<String, String> folders) {
        var moved = text;
        for (var folder : folders.entrySet()) {
            var place = Pattern.compile("(?<![\\w./-])" + Pattern.quote(folder.getKey()) + "(?![\\w.-])");
            moved = place.matcher(moved).replaceAll(Matcher.quoteReplacement(folder.getValue()));
        }
        return moved;
    }

    private static Optional<String> readiness(Container container, String address) {
        return Optional.ofNullable(container.getReadinessProbe())
                .map(it -> it.getHttpGet())
                .map(it -> url(it, container, address));
    }

    private static String url(HTTPGetAction get, Container container, String address) {
        var scheme = Optional.ofNullable(get.getScheme()).orElse("HTTP").toLowerCase(Locale.ROOT);
        var host =
                Optional.ofNullable(get.getHost()).filter(it -> !it.isEmpty()).orElse(address);
        var path = Optional.ofNullable(get.getPath()).orElse("/");
        var number = get.getPort().getIntVal();
        int port = number != null ? number : named(get.getPort().getStrVal(), container);
        return "%s://%s:%d%s".formatted(scheme, host, port, path);
    }

    private static int named(String name, Container container) {
        return container.getPorts().stream()
                .filter(it -> name.equals(it.getName()))
                .map(it -> it.getContainerPort())
                .findFirst()
                .orElseThrow(() ->
                        new LabException("the container %s has no port named %s".formatted(container.getName(), name)));
    }

    /** The arguments with {@code more} behind them; the last of two equal flags wins with every manager here. */
    List<String> argumentsAnd(List<String> more) {
        var all = new ArrayList<>(arguments);
        all.addAll(more);
        return all;
    }
}
