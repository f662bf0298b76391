package io.metalstack.capi.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metalstack.capi.house.TestApiServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the API server itself refuses, by the CRDs' rules and the admission policies of the bundle. */
class AdmissionTest {

    private static KubernetesClient client;

    @BeforeAll
    static void connect() {
        client = TestApiServer.adminClient();
    }

    @AfterAll
    static void close() {
        client.close();
    }

    @Test
    void smoke() {
        assertThat(client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems())
                .isNotEmpty();
    }
}
