package io.metalstack.lab.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.metalstack.lab.LabException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabOptionsTest {

    @Test
    void one_control_plane_two_workers_and_our_provider_unless_told_otherwise() {
        var options = LabOptions.parse(List.of("up"));

        assertThat(options.controlPlanes()).isEqualTo(1);
        assertThat(options.workers()).isEqualTo(2);
        assertThat(options.provider()).isTrue();
        assertThat(options.nativeBinary()).isFalse();
        assertThat(options.scenario()).isEqualTo(LabOptions.Scenario.LIFE);
        assertThat(options.cluster()).isEqualTo("demo");
        assertThat(options.second()).isFalse();
        assertThat(options.hasBundle()).isFalse();
        assertThat(options.hasImage()).isFalse();
    }

    @Test
    void a_move_needs_a_second_management_cluster() {
        assertThat(LabOptions.parse(List.of("demo", "--scenario=move")).second())
                .isTrue();
    }

    @Test
    void survive_the_way_to_the_process_inside_the_lab() {
        var options = LabOptions.parse(List.of(
                "demo",
                "--control-planes=3",
                "--workers=0",
                "--provider=none",
                "--native=1",
                "--management-clusters=2"));
        var released = LabOptions.parse(List.of("up", "--bundle=/b/v1", "--image=/i/jvm.tar"));

        assertThat(LabOptions.parse(options.words())).isEqualTo(options);
        assertThat(LabOptions.parse(released.words()))
                .isEqualTo(released)
                .returns(Path.of("/b/v1"), LabOptions::bundle)
                .returns(Path.of("/i/jvm.tar"), LabOptions::image);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    fly                       | unknown action 'fly'
                    up --speed=9              | unknown option '--speed'
                    up fast                   | unknown option 'fast'
                    up --workers=many         | --workers=many: a number from 0 to 20 is needed
                    up --workers=21           | a number from 0 to 20 is needed
                    up --control-planes=2     | even number of etcd members
                    up --control-planes=0     | take 1, 3 or 5
                    up --provider=aws         | say metalstack or none
                    up --native=maybe         | say 0 or 1
                    up --management-clusters=3 | say 1 or 2
                    demo --scenario=death     | unknown scenario 'death'
                    up --cluster=Demo         | lower-case letters
                    up --native=1 --image=a.tar | --image=a.tar and --native=1 are two programs, and one runs: leave one of them out
                    up --provider=none --bundle=b | --bundle=b and --provider=none do not go together
                    """)
    void wrong_words_are_named_with_what_is_right(String line, String message) {
        assertThatThrownBy(() -> LabOptions.parse(List.of(line.split(" "))))
                .isInstanceOf(LabException.class)
                .hasMessageContaining(message);
    }

    @Test
    void no_words_are_answered_with_the_usage() {
        assertThatThrownBy(() -> LabOptions.parse(List.of())).hasMessageStartingWith("usage: ");
    }
}
