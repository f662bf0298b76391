package io.metalstack.capi.metal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A real metal-api, if {@code METAL_API_TEST_URL} and {@code METAL_API_TEST_HMAC} are set. It is only read, unless
 * {@code METAL_API_TEST_EMPTY_PROJECT} names a project that holds nothing; then also wanted are
 * {@code METAL_API_TEST_PARTITION}, {@code …_SIZE}, {@code …_IMAGE} and {@code …_EXTERNAL_NETWORK}, and a free machine.
 */
@QuarkusTest
class RealMetalApiTest extends MetalApiBehaviour {

    /** Only what was seen empty may be emptied: the clean-up also runs after a refusal below. */
    private boolean seenEmpty;

    @BeforeEach
    void needsAnEndpointAndAnEmptyProject() {
        assumeTrue(setting("URL").isPresent(), "no real metal-api: METAL_API_TEST_URL is not set");
        ground().ifPresent(it -> {
            var api = api();
            var held = new ArrayList<Object>(api.findMachines(MachineQuery.inProject(it.project())));
            held.addAll(api.findIps(IpQuery.tagged(it.project(), List.of())));
            held.addAll(api.findNetworks(NetworkQuery.inProject(it.project(), it.partition(), Map.of())));
            assertThat(held)
                    .as("held by METAL_API_TEST_EMPTY_PROJECT, which would be wiped")
                    .isEmpty();
            seenEmpty = true;
        });
    }

    @AfterEach
    void leaveNothingBehind() {
        ground().filter(it -> seenEmpty).ifPresent(ground -> {
            var api = api();
            api.findMachines(MachineQuery.inProject(ground.project()))
                    .forEach(it -> api.freeMachine(it.id(), Instant.now()));
            await().atMost(FOR_THINGS_THAT_LAG).ignoreExceptions().untilAsserted(() -> {
                api.findIps(IpQuery.tagged(ground.project(), List.of()))
                        .forEach(it -> api.freeIp(it.address(), Instant.now()));
                api.findNetworks(NetworkQuery.inProject(ground.project(), ground.partition(), Map.of()))
                        .forEach(it -> api.freeNetwork(it.id(), Instant.now()));
            });
        });
    }

    @Override
    Credentials credentials() {
        return CredentialsSource.ofValues(
                        required("URL"),
                        required("HMAC"),
                        setting("HMAC_AUTH_TYPE").orElse(""),
                        setting("CA_FILE").map(Path::of))
                .get();
    }

    @Override
    Optional<Ground> ground() {
        return setting("EMPTY_PROJECT")
                .map(it -> new Ground(
                        it, required("PARTITION"), required("SIZE"), required("IMAGE"), required("EXTERNAL_NETWORK")));
    }

    private static Optional<String> setting(String name) {
        return Optional.ofNullable(System.getenv("METAL_API_TEST_" + name)).filter(it -> !it.isBlank());
    }

    private static String required(String name) {
        return setting(name).orElseThrow(() -> new IllegalStateException("METAL_API_TEST_" + name + " is not set"));
    }
}
