package io.metalstack.lab.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.metalstack.lab.LabException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Adapts Cluster API's manifests to a place without Services and cert-manager. Nothing else of them changes: webhooks are
 * called by address instead of Service, with the lab's certificate authority, and objects of cert-manager are left out.
 */
final class ComponentManifests {
    private static final int WEBHOOK_PORT = 9443;
    private static final ObjectMapper YAML = new ObjectMapper(
            new YAMLFactory().enable(YAMLGenerator.Feature.MINIMIZE_QUOTES).disable(YAMLGenerator.Feature.SPLIT_LINES));

    private ComponentManifests() {}

    /**
     * Rewrites one provider's manifest.
     *
     * @param yaml documents as kustomize prints them
     * @param address where the provider's webhooks listen
     * @param authority PEM certificate of the authority that signed their certificate, in base64
     * @param version tag of the images, as in a release
     */
    static String rewrite(String yaml, String address, String authority, String version) {
        return documents(yaml).stream()
                .filter(it -> !it.path("apiVersion").asText().startsWith("cert-manager.io/"))
                .map(it -> adapt(it, address, authority, version))
                .map(ComponentManifests::print)
                .collect(Collectors.joining());
    }

    /** Splits a manifest into its documents. */
    static List<ObjectNode> documents(String yaml) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            var documents = new ArrayList<ObjectNode>();
            while (values.hasNextValue()) {
                if (values.nextValue() instanceof ObjectNode document) {
                    documents.add(document);
                }
            }
            return documents;
        } catch (IOException e) {
            throw new LabException("cannot read a manifest of Cluster API: " + e.getMessage(), e);
        }
    }

    private static ObjectNode adapt(ObjectNode document, String address, String authority, String version) {
        if (document.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove("cert-manager.io/inject-ca-from");
        }
        var kind = document.path("kind").asText();
        if (kind.endsWith("WebhookConfiguration")) {
            document.path("webhooks").forEach(it -> callByAddress(it.path("clientConfig"), address, authority));
        }
        if (kind.equals("CustomResourceDefinition")) {
            callByAddress(document.at("/spec/conversion/webhook/clientConfig"), address, authority);
        }
        if (kind.equals("Deployment")) {
            document.at("/spec/template/spec/containers")
                    .forEach(it -> ((ObjectNode) it)
                            .put("image", it.path("image").asText().replaceFirst(":[^:/]*$", ":" + version)));
        }
        return document;
    }

    private static void callByAddress(JsonNode clientConfig, String address, String authority) {
        if (clientConfig instanceof ObjectNode config && config.remove("service") instanceof ObjectNode service) {
            config.put(
                    "url",
                    "https://%s:%d%s"
                            .formatted(
                                    address, WEBHOOK_PORT, service.path("path").asText("/")));
            config.put("caBundle", authority);
        }
    }

    /** One document of a manifest. */
    static String print(ObjectNode document) {
        try {
            return YAML.writeValueAsString(document);
        } catch (IOException e) {
            throw new LabException("cannot write a manifest of Cluster API: " + e.getMessage(), e);
        }
    }
}
