package io.metalstack.capi.capi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes to our own objects. Metadata and spec are merge-patched with the {@code resourceVersion} that was read, so the
 * API server answers 409 when anybody else was faster, and never by forced server-side apply: an intent or a record that
 * overwrote somebody's change, or that missed one, could cost a machine.
 */
@ApplicationScoped
public class ObjectWriter {

    private static final Logger LOG = Logger.getLogger(ObjectWriter.class);

    private final KubernetesClient client;
    private final ObjectMapper json = new ObjectMapper();

    public ObjectWriter(KubernetesClient client) {
        this.client = client;
    }

    /** The object as the API server has it now, not as a cache remembers it; empty after a 404. */
    public <T extends HasMetadata> Optional<T> live(T resource) {
        return Optional.ofNullable(client.resource(resource).get())
                .filter(it -> Objects.equals(
                        it.getMetadata().getUid(), resource.getMetadata().getUid()));
    }

    /**
     * Ends the pass, with the API server's own 409, unless the object is still what was read: what was decided from a
     * cache is not acted on outside when the object was paused, deleted, recorded or replaced since.
     */
    public void requireUnchanged(HasMetadata resource) {
        var unchanged = live(resource)
                .filter(it -> Objects.equals(
                        it.getMetadata().getResourceVersion(),
                        resource.getMetadata().getResourceVersion()))
                .isPresent();
        if (!unchanged) {
            throw new KubernetesClientException(
                    resource.getKind() + " " + resource.getMetadata().getName() + " was changed since it was read",
                    409,
                    null);
        }
    }

    /** Adds the finalizer and what else has to be there from that moment on, in one locked patch. */
    public <T extends HasMetadata> T addFinalizer(T resource, String finalizer, Map<String, String> annotations) {
        var finalizers = new ArrayList<>(resource.getMetadata().getFinalizers());
        finalizers.add(finalizer);
        var patch = json.createObjectNode();
        var metadata = patch.putObject("metadata");
        metadata.set("finalizers", json.valueToTree(finalizers));
        putAnnotations(metadata, annotations);
        return patchLocked(resource, patch);
    }

    /** Adds an owner that is no controller, and labels, in a locked patch: the object then moves, and goes, with it. */
    public <T extends HasMetadata> T addOwner(T resource, HasMetadata owner, Map<String, String> labels) {
        var owners = new ArrayList<>(resource.getMetadata().getOwnerReferences());
        owners.add(new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .build());
        var patch = json.createObjectNode();
        var metadata = patch.putObject("metadata");
        metadata.set("ownerReferences", json.valueToTree(owners));
        if (!labels.isEmpty()) {
            metadata.set("labels", json.valueToTree(labels));
        }
        return patchLocked(resource, patch);
    }

    /** Lets the object go. That it is gone already is success. */
    public <T extends HasMetadata> void removeFinalizer(T resource, String finalizer) {
        var finalizers = new ArrayList<>(resource.getMetadata().getFinalizers());
        finalizers.remove(finalizer);
        var patch = json.createObjectNode();
        patch.putObject("metadata").set("finalizers", json.valueToTree(finalizers));
        try {
            patchLocked(resource, patch);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    /** Deletes the object as it was read; a 409 ends the pass. */
    public void delete(HasMetadata resource) {
        client.resource(resource)
                .lockResourceVersion(resource.getMetadata().getResourceVersion())
                .delete();
    }

    /** Sets annotations (null removes one) in a locked patch. */
    public <T extends HasMetadata> T annotate(T resource, Map<String, @Nullable String> annotations) {
        return annotateAndSpecify(resource, annotations, Map.of());
    }

    /** Sets annotations (null removes one) and top-level fields of spec in one locked patch. */
    public <T extends HasMetadata> T annotateAndSpecify(
            T resource, Map<String, @Nullable String> annotations, Map<String, ?> spec) {
        return change(resource, annotations, Map.of(), spec);
    }

    /** Sets annotations (null removes one), labels and top-level fields of spec in one locked patch. */
    public <T extends HasMetadata> T change(
            T resource, Map<String, @Nullable String> annotations, Map<String, String> labels, Map<String, ?> spec) {
        var patch = json.createObjectNode();
        var metadata = patch.putObject("metadata");
        putAnnotations(metadata, annotations);
        if (!labels.isEmpty()) {
            metadata.set("labels", json.valueToTree(labels));
        }
        if (!spec.isEmpty()) {
            patch.set("spec", json.valueToTree(spec));
        }
        return patchLocked(resource, patch);
    }

    /**
     * Publishes a status: patches what differs from what the object shows, or writes nothing. Not locked, as status
     * mirrors and decides nothing.
     */
    public <S, T extends CustomResource<?, S>> void publishStatus(T resource, S status) {
        var published = (ObjectNode) Optional.<JsonNode>ofNullable(json.valueToTree(resource.getStatus()))
                .filter(JsonNode::isObject)
                .orElseGet(json::createObjectNode);
        var fresh = (ObjectNode) json.<JsonNode>valueToTree(status);
        var changes = json.createObjectNode();
        fresh.properties().stream()
                .filter(it -> !it.getValue().equals(published.get(it.getKey())))
                .forEach(it -> changes.set(it.getKey(), it.getValue()));
        published.fieldNames().forEachRemaining(name -> {
            if (!fresh.has(name)) {
                changes.putNull(name);
            }
        });
        if (!changes.isEmpty()) {
            var patch = json.createObjectNode();
            // The uid keeps a late patch from reaching an object of the same name that was made since.
            patch.putObject("metadata").put("uid", resource.getMetadata().getUid());
            patch.set("status", changes);
            client.resource(resource)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
        }
    }

    /** The same for a pass that failed. Perhaps the API server is down: then this fails as well, and that is no news. */
    public <S, T extends CustomResource<?, S>> void publishFailure(T resource, S status) {
        try {
            publishStatus(resource, status);
        } catch (KubernetesClientException e) {
            LOG.debugf(
                    "The failure of %s could not be published: %s",
                    resource.getMetadata().getName(), e.getMessage());
        }
    }

    private void putAnnotations(ObjectNode metadata, Map<String, ? extends @Nullable String> annotations) {
        if (!annotations.isEmpty()) {
            var node = metadata.putObject("annotations");
            annotations.forEach(node::put);
        }
    }

    private <T extends HasMetadata> T patchLocked(T resource, ObjectNode patch) {
        ((ObjectNode) patch.get("metadata"))
                .put("uid", resource.getMetadata().getUid())
                .put("resourceVersion", resource.getMetadata().getResourceVersion());
        return client.resource(resource).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
    }

    /** Whether this is the API server's "somebody was faster" (or "it is another object by now"): end the pass. */
    public static boolean isConflict(KubernetesClientException e) {
        return e.getCode() == 409;
    }

    /** Whether a pass ended because somebody changed or removed the object meanwhile: ordinary, and looked at again. */
    public static boolean isRace(RuntimeException e) {
        return e instanceof KubernetesClientException refused && (isConflict(refused) || refused.getCode() == 404);
    }
}
