package io.metalstack.capi.cluster;

import static io.metalstack.capi.cluster.Samples.allocated;
import static io.metalstack.capi.cluster.Samples.facts;
import static io.metalstack.capi.cluster.Samples.taken;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFactsTest {

    @Test
    void a_cluster_that_asked_for_nothing_and_names_nothing_has_nothing_in_metal_stack() {
        assertThat(facts(taken()).untouched()).isTrue();
        assertThat(facts(allocated(taken())).untouched()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodeNetworkID: n1", "controlPlaneEndpoint: {host: 1.2.3.4, port: 443}"})
    void a_cluster_that_names_a_network_or_an_endpoint_is_not_let_go_unasked(String named) {
        assertThat(facts(taken(named)).untouched()).isFalse();
    }
}
