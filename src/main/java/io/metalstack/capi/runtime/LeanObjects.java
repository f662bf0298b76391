package io.metalstack.capi.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.quarkus.kubernetes.client.KubernetesClientObjectMapperCustomizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;

/**
 * Leaves out of every object that is read who has written which of its fields: in the caches it would take more room than
 * the object itself. Nothing here asks for it, and nothing is ever written back whole. Strings that many objects have in
 * common are kept once.
 */
@Singleton
class LeanObjects implements KubernetesClientObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        mapper.registerModule(new SimpleModule().addDeserializer(String.class, new SharedStrings()));
    }

    @JsonIgnoreProperties("managedFields")
    @RegisterForReflection
    interface WithoutManagedFields {}
}
