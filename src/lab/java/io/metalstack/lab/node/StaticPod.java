package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A pod that is described by a file on the machine.
 *
 * @param hash of the file; another hash is another pod
 * @param manifest the pod as written
 * @param directories host directories that have to exist before it starts
 */
record StaticPod(
        String namespace,
        String name,
        String hash,
        ObjectNode manifest,
        List<Container> containers,
        List<String> directories) {

    /**
     * @param program name of the program, without directory
     * @param arguments its arguments
     * @param environment variables with a literal value
     * @param definition the container as written
     */
    record Container(
            String name,
            String program,
            List<String> arguments,
            Map<String, String> environment,
            JsonNode definition) {}

    /**
     * Reads a manifest.
     *
     * @throws IllegalArgumentException with one sentence if it is no pod
     */
    static StaticPod parse(byte[] file) {
        var manifest = Json.fromYaml(new String(file, StandardCharsets.UTF_8));
        var metadata = manifest.path("metadata");
        var containers = new ArrayList<Container>();
        manifest.path("spec").path("containers").forEach(it -> containers.add(container(it)));
        if (!(manifest instanceof ObjectNode pod)
                || !manifest.path("kind").asText().equals("Pod")
                || containers.isEmpty()) {
            throw new IllegalArgumentException("the file holds no Pod with containers");
        }
        return new StaticPod(
                Json.text(metadata, "namespace").orElse("default"),
                Json.text(metadata, "name").orElseThrow(() -> new IllegalArgumentException("the Pod has no name")),
                hash(file),
                pod,
                List.copyOf(containers),
                directories(manifest));
    }

    private static Container container(JsonNode it) {
        var line =
                Stream.concat(texts(it.path("command")), texts(it.path("args"))).toList();
        var hasCommand = it.path("command").size() > 0;
        // Without a command the image's own entry point runs, which is called like the image by all that the lab knows.
        var program = hasCommand ? line.getFirst() : imageName(it.path("image").asText());
        var environment = new LinkedHashMap<String, String>();
        it.path("env").forEach(env -> {
            if (env.has("value")) {
                environment.put(env.path("name").asText(), env.path("value").asText());
            }
        });
        return new Container(
                Json.text(it, "name").orElseThrow(() -> new IllegalArgumentException("a container has no name")),
                program.substring(program.lastIndexOf('/') + 1),
                hasCommand ? line.subList(1, line.size()) : line,
                environment,
                it);
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    /** {@code kube-vip} of {@code ghcr.io/kube-vip/kube-vip:v1.0.0}. */
    private static String imageName(String image) {
        return image.substring(image.lastIndexOf('/') + 1).replaceFirst("[:@].*", "");
    }

    private static List<String> directories(JsonNode manifest) {
        return StreamSupport.stream(manifest.path("spec").path("volumes").spliterator(), false)
                .map(volume -> volume.path("hostPath"))
                .filter(hostPath -> hostPath.path("type").asText().equals("DirectoryOrCreate"))
                .map(hostPath -> hostPath.path("path").asText())
                .toList();
    }

    /** What tells one content of a manifest from another. */
    static String hash(byte[] file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(file);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Where this pod's API server listens, if it is one. */
    OptionalInt apiServerPort() {
        return containers.stream()
                .filter(it -> it.program().equals("kube-apiserver"))
                .mapToInt(it -> it.arguments().stream()
                        .filter(argument -> argument.matches("--secure-port=\\d+"))
                        .mapToInt(argument -> Integer.parseInt(argument.substring(argument.indexOf('=') + 1)))
                        .reduce(6443, (first, last) -> last))
                .findFirst();
    }

    /**
     * The addresses that this pod would announce if it is kube-vip: its variable {@code address}, {@code vip_address} in
     * older releases. Names are left out, as nothing in the lab resolves them.
     */
    List<String> virtualAddresses() {
        return containers.stream()
                .filter(it -> it.program().equals("kube-vip"))
                .flatMap(it -> Stream.of("address", "vip_address").map(it.environment()::get))
                .filter(Objects::nonNull)
                .map(address -> address.replaceFirst("/\\d+$", ""))
                .filter(address -> address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*"))
                .distinct()
                .toList();
    }
}
