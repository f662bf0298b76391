package io.metalstack.capi.cluster;

import io.metalstack.capi.house.Bench;
import io.metalstack.capi.house.GivenAllocations;
import io.metalstack.capi.house.Stage;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all tests with a cluster on the bench need: a stage of their own, and things that a user made before. */
abstract class ClusterFlow {

    @Inject
    Bench bench;

    @Inject
    GivenAllocations given;

    Stage stage;

    @BeforeEach
    void open() {
        stage = bench.open();
    }

    @AfterEach
    void close() {
        stage.close();
    }
}
