package io.metalstack.lab.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The current context of a kubeconfig file.
 *
 * @param authorities PEM of the certificate authorities
 * @param token of the user, if it has one
 * @param certificate PEM of the user's certificate and key, if it has these
 */
record Kubeconfig(URI server, String authorities, Optional<String> token, Optional<String> certificate) {

    /** Written by kubeadm on init, and by us after a TLS bootstrap. */
    static final String KUBELET = "/etc/kubernetes/kubelet.conf";

    /** Written by kubeadm on join; holds a bootstrap token. */
    static final String BOOTSTRAP = "/etc/kubernetes/bootstrap-kubelet.conf";

    /**
     * Reads a kubeconfig and the files it names.
     *
     * @throws IOException if the file or one it names cannot be read, or is incomplete
     */
    static Kubeconfig read(MachineRoot root, String path) throws IOException {
        try {
            var config = Json.fromYaml(root.readText(path));
            var context = named(
                            config, "contexts", config.path("current-context").asText())
                    .path("context");
            var cluster =
                    named(config, "clusters", context.path("cluster").asText()).path("cluster");
            var user = named(config, "users", context.path("user").asText()).path("user");
            var certificate = material(root, user, "client-certificate");
            var key = material(root, user, "client-key");
            return new Kubeconfig(
                    URI.create(Json.text(cluster, "server").orElseThrow(() -> missing("server"))),
                    material(root, cluster, "certificate-authority")
                            .orElseThrow(() -> missing("certificate-authority")),
                    Json.text(user, "token"),
                    certificate.flatMap(pem -> key.map(it -> pem + "\n" + it)));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode named(JsonNode config, String list, String name) {
        for (var item : config.path(list)) {
            if (item.path("name").asText().equals(name)) {
                return item;
            }
        }
        throw missing(list + " '" + name + "'");
    }

    private static IllegalArgumentException missing(String what) {
        return new IllegalArgumentException("there is no " + what);
    }

    /** The PEM that lies in the file itself, or in the one that it names. */
    private static Optional<String> material(MachineRoot root, JsonNode owner, String field) throws IOException {
        var inline = Json.text(owner, field + "-data");
        if (inline.isPresent()) {
            return Optional.of(new String(Base64.getDecoder().decode(inline.get()), StandardCharsets.US_ASCII));
        }
        var file = Json.text(owner, field);
        return file.isPresent() ? Optional.of(root.readText(file.get())) : Optional.empty();
    }

    /** The text of a kubeconfig for the same cluster, whose user is the certificate and key in {@code certificateFile}. */
    String withCertificateFile(String certificateFile) {
        var cluster = Map.of(
                "server", server.toString(),
                "certificate-authority-data",
                        Base64.getEncoder().encodeToString(authorities.getBytes(StandardCharsets.US_ASCII)));
        var user = Map.of("client-certificate", certificateFile, "client-key", certificateFile);
        return Json.object(Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Config",
                        "current-context",
                        "default",
                        "clusters",
                        List.of(Map.of("name", "default", "cluster", cluster)),
                        "users",
                        List.of(Map.of("name", "default", "user", user)),
                        "contexts",
                        List.of(Map.of("name", "default", "context", Map.of("cluster", "default", "user", "default")))))
                .toPrettyString();
    }
}
