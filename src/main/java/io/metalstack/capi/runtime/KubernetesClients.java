package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metalstack.capi.time.LastCalls;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the client of the API server as Quarkus would, with an eye on what the server answers. */
@Singleton
class KubernetesClients {

    private static final String INTERCEPTOR = "last-calls";

    private final LastCalls last;

    KubernetesClients(Clock clock) {
        this.last = new LastCalls(clock);
    }

    @Produces
    @Singleton
    KubernetesClient client(KubernetesSerialization serialization, Config config) {
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization)
                .withConfig(config)
                .withHttpClientBuilderConsumer(it -> it.addOrReplaceInterceptor(INTERCEPTOR, new Watching(last)))
                .build();
    }

    void close(@Disposes KubernetesClient client) {
        client.close();
    }

    /** When the API server answered and failed last. */
    LastCalls.Known lastCalls() {
        return last.known();
    }

    /** Takes note of each answer, and of what is not what one would expect of an API server that is well. */
    private record Watching(LastCalls last) implements Interceptor {

        /** Not there, changed by somebody else, a watch too old: answers like others. */
        private static final Set<Integer> ORDINARY = Set.of(404, 409, 410);

        @Override
        public void after(
                HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            last.answered(Optional.ofNullable(response.header("Date")).flatMap(Watching::date));
            if (response.code() >= 400 && !ORDINARY.contains(response.code())) {
                last.failed(named(request), "answered " + response.code());
            }
        }

        @Override
        public void afterConnectionFailure(HttpRequest request, Throwable failure) {
            last.failed(named(request), String.valueOf(failure.getMessage()));
        }

        private static String named(HttpRequest request) {
            return request.method() + " " + request.uri().getPath();
        }

        private static Optional<Instant> date(String header) {
            try {
                return Optional.of(ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }
}
