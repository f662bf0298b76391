package io.metalstack.capi.metal;

import io.metalstack.capi.time.LastCalls;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.vertx.core.http.HttpClientOptions;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.ext.ContextResolver;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.client.api.LoggingScope;

/**
 * The REST clients for one set of credentials. It outlives a change of them until the last call over it has ended.
 */
final class MetalConnection {

    /**
     * How long to wait.
     *
     * @param connect for the connection
     * @param allocate for the answer to an allocate: metal-api may wait 10 s for its lock on the partition alone
     * @param other for the answer to any other call
     */
    record Patience(Duration connect, Duration allocate, Duration other) {
        static final Patience DEFAULT =
                new Patience(Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(30));
    }

    private static final Duration AFTER_THE_ANSWER_IS_DUE = Duration.ofSeconds(1);

    private final Credentials credentials;
    private final Routes allocating;
    private final Routes others;

    /** Calls under way, and one more while it is the current connection. */
    private final AtomicInteger users = new AtomicInteger(1);

    MetalConnection(Credentials credentials, Clock clock, Patience patience, LastCalls last) {
        this.credentials = credentials;
        this.allocating = Routes.open(credentials, clock, patience.connect, patience.allocate, last);
        this.others = Routes.open(credentials, clock, patience.connect, patience.other, last);
    }

    Credentials credentials() {
        return credentials;
    }

    Routes allocating() {
        return allocating;
    }

    Routes others() {
        return others;
    }

    /** One more user. Only for who knows that it is in use. */
    void enter() {
        users.incrementAndGet();
    }

    /** One user less; the last one closes it. */
    void leave() {
        if (users.decrementAndGet() == 0) {
            allocating.close();
            others.close();
        }
    }

    record Routes(
            MachineRoutes machines,
            FirewallRoutes firewalls,
            NetworkRoutes networks,
            IpRoutes ips,
            PartitionRoutes partitions,
            ImageRoutes images,
            SizeRoutes sizes,
            ProjectRoutes projects) {

        private static Routes open(
                Credentials credentials, Clock clock, Duration connect, Duration answer, LastCalls last) {
            var builder = QuarkusRestClientBuilder.newBuilder()
                    .baseUri(credentials.url())
                    .connectTimeout(connect.toMillis(), TimeUnit.MILLISECONDS)
                    .readTimeout(answer.toMillis(), TimeUnit.MILLISECONDS)
                    .followRedirects(false)
                    .loggingScope(LoggingScope.NONE) // whatever the settings say: it prints signatures and user data
                    .register(new SigningFilter(credentials, clock))
                    .register(new AnswerFilter(last))
                    .register(new RefusedAnswerMapper(clock))
                    .register(new IdleTimeout(answer.plus(AFTER_THE_ANSWER_IS_DUE)));
            credentials.caCertificates().map(TrustedAuthorities::systemAnd).ifPresent(builder::trustStore);
            return new Routes(
                    builder.build(MachineRoutes.class),
                    builder.build(FirewallRoutes.class),
                    builder.build(NetworkRoutes.class),
                    builder.build(IpRoutes.class),
                    builder.build(PartitionRoutes.class),
                    builder.build(ImageRoutes.class),
                    builder.build(SizeRoutes.class),
                    builder.build(ProjectRoutes.class));
        }

        private void close() {
            machines.close();
            firewalls.close();
            networks.close();
            ips.close();
            partitions.close();
            images.close();
            sizes.close();
            projects.close();
        }
    }

    /** Takes note of each answer. Status 0 stands for none. */
    private record AnswerFilter(LastCalls last) implements ClientResponseFilter {
        @Override
        public void filter(ClientRequestContext request, ClientResponseContext response) {
            if (response.getStatus() > 0) {
                last.answered(Optional.ofNullable(response.getDate()).map(Date::toInstant));
            }
        }
    }

    /**
     * Closes connections on which nothing comes any more. The client's own limit ends when an answer begins; the rest of
     * a streamed one would be waited for 100 s, and nothing can change that.
     */
    private record IdleTimeout(Duration limit) implements ContextResolver<HttpClientOptions> {
        @Override
        public HttpClientOptions getContext(Class<?> type) {
            return new HttpClientOptions()
                    .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setIdleTimeout(Math.toIntExact(limit.toMillis()));
        }
    }
}
