package io.metalstack.capi.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.metalstack.lab.Command;
import io.metalstack.lab.management.BenchBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Somebody who types what a page says into a shell whose kubectl reaches the API server of the bench.
 *
 * @param namespace where they are
 * @param inAnHour by the clock of the bench: what {@code date -d '+1 hour'} says
 */
public record BenchReader(String namespace, Instant inAnHour) {

    public static BenchReader of(Stage stage, Instant now) {
        return new BenchReader(stage.namespace(), now.plus(Duration.ofHours(1)));
    }

    /** Each command has to end well. @return what they read then */
    public String types(BenchBlock block) {
        return types(block, Map.of());
    }

    /**
     * Likewise, with the labels of an alert as variables.
     *
     * @param labels by their names
     */
    public String types(BenchBlock block, Map<String, String> labels) {
        var script = """
                exec 2>&1
                set -e
                kubectl() { '%s/kubectl' --kubeconfig '%s' --namespace '%s' "$@"; }
                date() { command date -u -d '@%d' "$4"; }
                %s
                %s
                """.formatted(
                        tools(),
                        TestApiServer.adminKubeconfig(),
                        namespace,
                        inAnHour.getEpochSecond(),
                        labels.entrySet().stream()
                                .map(it -> "%s='%s'".formatted(it.getKey(), it.getValue()))
                                .collect(Collectors.joining("\n")),
                        block.commands());
        var typed = Command.of("sh", "-c", script).result();
        assertThat(typed.code()).as(block.commands() + typed.output()).isZero();
        return typed.output();
    }

    private static Path tools() {
        try {
            return TestApiServer.tools();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
