package io.metalstack.capi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.metalstack.capi.metal.MetalFailure;
import io.metalstack.capi.runtime.ProviderConfig;
import io.metalstack.capi.status.Outcome;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureOutcomesTest {

    private static final ProviderConfig CONFIG = new SmallRyeConfigBuilder()
            .withMapping(ProviderConfig.class)
            .build()
            .getConfigMapping(ProviderConfig.class);

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new MetalFailure.Denied("text"), new Outcome.Blocked("MetalApiDenied", "text")),
                arguments(new MetalFailure.Rejected("text"), new Outcome.Blocked("MetalApiRejected", "text")),
                arguments(new MetalFailure.NotFound("text"), new Outcome.Blocked("MetalApiRejected", "text")),
                arguments(
                        new MetalFailure.NoCapacity("text"),
                        new Outcome.Waiting("NoCapacity", "text", CONFIG.slowly())),
                arguments(new MetalFailure.Busy("text"), new Outcome.Waiting("MetalApiBusy", "text", CONFIG.soon())),
                arguments(
                        new MetalFailure.Unavailable("text"),
                        new Outcome.Waiting("MetalApiUnavailable", "text", CONFIG.soon())),
                arguments(
                        new MetalFailure.InDoubt("text"),
                        new Outcome.Waiting("MetalApiUnavailable", "text", CONFIG.soon())));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_shows_its_own_text_and_is_looked_at_again_in_its_own_time(MetalFailure failure, Outcome outcome) {
        assertThat(new FailureOutcomes(CONFIG).of(failure)).isEqualTo(outcome);
    }
}
