package io.metalstack.capi.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.capi.allocation.ProviderId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderIdTest {

    @Test
    void names_partition_and_machine_as_the_cloud_controller_writes_them() {
        assertThat(ProviderId.of(Given.allocated())).hasToString("metal://muc/m-1");
    }

    @Test
    void is_read_as_it_is_written() {
        var text = "metal://fra-equ01/00000000-0000-0000-0000-000000000003";

        assertThat(ProviderId.parse(text)).map(ProviderId::toString).contains(text);
    }

    @Test
    void the_partition_may_be_missing_as_in_some_objects_of_the_go_provider() {
        assertThat(ProviderId.parse("metal:///m-1")).contains(new ProviderId("", "m-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m-1",
                "metal://",
                "metal://muc",
                "metal://muc/",
                "metal://muc/a/b",
                "aws:///eu/i-1",
                " metal://muc/m"
            })
    void anything_else_is_no_provider_id(String text) {
        assertThat(ProviderId.parse(text)).isEmpty();
    }
}
