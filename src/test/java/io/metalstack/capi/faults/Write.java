package io.metalstack.capi.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.metalstack.capi.allocation.Annotations;
import io.metalstack.capi.api.v1alpha1.Api;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A write of the provider to one of its objects, told from the request that makes it.
 *
 * @param subject {@code cluster}, {@code network} or {@code ip} on a MetalStackCluster, {@code machine} on a
 *     MetalStackMachine, {@code firewall}, {@code deployment} or {@code template} on a MetalStackFirewall…
 */
record Write(String subject, Verb verb, String path) {

    /** What it is for. */
    enum Verb {
        /** Puts our finalizer on. */
        TAKE_ON("finalizer"),
        /** Writes the intent of an allocation. */
        ANNOUNCE("intent"),
        /** Writes the answer of an allocation. */
        RECORD("record"),
        /** Takes an intent back. */
        WITHDRAW("withdrawal"),
        /** Publishes a status. */
        PUBLISH("status"),
        /** Takes our finalizer off. */
        LET_GO("release"),
        /** Adds an owner. */
        OWN("owner"),
        /** Makes the object. */
        MAKE("object"),
        /** Deletes the object. */
        DISCARD("deletion"),
        OTHER("other write");

        final String word;

        Verb(String word) {
            this.word = word;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH = Pattern.compile(
            ".*/namespaces/[^/]+/metalstack(firewall)?(?<kind>cluster|machine|firewall|deployment|template)s"
                    + "(/[^/?]+)?(?<status>/status)?(\\?.*)?");

    /** The write that a request is, if it is one to an object of ours. */
    static Optional<Write> of(String method, String uri, String body) {
        var path = PATH.matcher(uri);
        if (!path.matches()) {
            return Optional.empty();
        }
        var kind = path.group("kind");
        var object = uri.replaceFirst("(/status)?(\\?.*)?$", "");
        return switch (method) {
            case "POST" -> Optional.of(new Write(kind, Verb.MAKE, object));
            case "DELETE" -> Optional.of(new Write(kind, Verb.DISCARD, object));
            case "PATCH" -> patch(path, kind, object, body);
            default -> Optional.empty();
        };
    }

    private static Optional<Write> patch(Matcher path, String kind, String object, String body) {
        if (path.group("status") != null) {
            return Optional.of(new Write(kind, Verb.PUBLISH, object));
        }
        try {
            return Optional.of(of(kind, object, JSON.readTree(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a patch that is no JSON: " + body, e);
        }
    }

    private static Write of(String kind, String object, JsonNode patch) {
        var metadata = patch.path("metadata");
        var intent = metadata.path("annotations").path(Annotations.ALLOCATION_INTENT);
        var spec = patch.path("spec");
        if (metadata.has("finalizers")) {
            var ours = metadata.get("finalizers").toString().contains(Api.GROUP);
            return new Write(kind, ours ? Verb.TAKE_ON : Verb.LET_GO, object);
        }
        if (metadata.has("ownerReferences")) {
            return new Write(kind, Verb.OWN, object);
        }
        if (intent.isTextual()) {
            return new Write(whatOf(intent.textValue()), Verb.ANNOUNCE, object);
        }
        if (metadata.path("annotations").has(Annotations.ALLOCATION_UUID) || spec.has("providerID")) {
            return new Write(kind, Verb.RECORD, object);
        }
        if (spec.has("nodeNetworkID")) {
            return new Write("network", Verb.RECORD, object);
        }
        if (spec.has("controlPlaneEndpoint")) {
            return new Write("ip", Verb.RECORD, object);
        }
        return new Write(kind, intent.isNull() ? Verb.WITHDRAW : Verb.OTHER, object);
    }

    private static String whatOf(String intent) {
        try {
            return JSON.readTree(intent).path("what").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an intent that is no JSON: " + intent, e);
        }
    }
}
