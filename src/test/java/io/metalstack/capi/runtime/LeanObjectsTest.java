package io.metalstack.capi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.Idle;
import io.metalstack.capi.house.TestApiServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Idle.class)
class LeanObjectsTest {

    @Inject
    KubernetesClient client;

    @Test
    void who_wrote_which_field_is_not_kept_and_not_taken_away_from_an_object() {
        try (var admin = TestApiServer.adminClient()) {
            var made = admin.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withGenerateName("lean-")
                            .addToLabels("of", "ours")
                            .endMetadata()
                            .build())
                    .create();
            var name = made.getMetadata().getName();
            try {
                var read = read(client, name);

                assertThat(read.getMetadata().getLabels()).containsEntry("of", "ours");
                assertThat(read.getMetadata().getManagedFields()).isEmpty();
                assertThat(read.getMetadata().getAdditionalProperties()).isEmpty();
                assertThat(read(admin, name).getMetadata().getManagedFields()).isNotEmpty();
            } finally {
                admin.resource(made).delete();
            }
        }
    }

    @Test
    void what_many_objects_say_alike_is_kept_once() {
        try (var admin = TestApiServer.adminClient()) {
            var first = admin.resource(labelled("shared-1")).create();
            var second = admin.resource(labelled("shared-2")).create();
            try {
                var names = Stream.of("shared-1", "shared-2")
                        .map(it -> read(client, it).getMetadata().getLabels().get("of"))
                        .toList();

                assertThat(names.getFirst()).isEqualTo("ours").isSameAs(names.getLast());
            } finally {
                admin.resource(first).delete();
                admin.resource(second).delete();
            }
        }
    }

    private static Secret labelled(String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .addToLabels("of", "ours")
                .endMetadata()
                .build();
    }

    private static Secret read(KubernetesClient as, String name) {
        return as.secrets().inNamespace("default").withName(name).get();
    }
}
