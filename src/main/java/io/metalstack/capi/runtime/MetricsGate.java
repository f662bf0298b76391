package io.metalstack.capi.runtime;

import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;

/**
 * Who may read what the manager serves. Over plain HTTP the kubelet's probes and nothing else; over HTTPS whoever brings a
 * token of the cluster and may {@code get} the path, as the API server says. The same as the Go provider, so a scraper
 * that has the right there has it here.
 */
@Singleton
class MetricsGate {

    private static final Logger LOG = Logger.getLogger(MetricsGate.class);
    private static final int BEFORE_ALL_OTHERS = 1000;
    private static final String PROBES = "/q/";
    private static final String BEARER = "bearer ";

    /** Each request may cost two calls to the API server, and anybody may send one. */
    private static final int AT_ONCE = 4;

    private final KubernetesClient client;
    private final boolean secure;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    MetricsGate(KubernetesClient client, ProviderConfig config) {
        this.client = client;
        this.secure = config.metricsSecure();
    }

    void guard(@Observes Filters filters) {
        if (secure) {
            filters.register(this::check, BEFORE_ALL_OTHERS);
        }
    }

    private void check(RoutingContext request) {
        if (!request.request().isSSL()) {
            if (request.normalizedPath().startsWith(PROBES)) {
                request.next();
            } else {
                end(request, 404, "all but the probes is served over HTTPS: see --metrics-bind-address");
            }
            return;
        }
        var token = token(request);
        if (token.isEmpty()) {
            end(request, 401, "a bearer token of the cluster is needed");
            return;
        }
        var verb = request.request().method().name().toLowerCase(Locale.ROOT);
        request.vertx()
                .executeBlocking(() -> answer(token.get(), request.normalizedPath(), verb), false)
                .onSuccess(it -> act(request, it))
                .onFailure(it -> act(request, Answer.NOBODY_KNOWS));
    }

    private enum Answer {
        YES,
        WHO_ARE_YOU,
        NO,
        NOBODY_KNOWS
    }

    private static void act(RoutingContext request, Answer answer) {
        switch (answer) {
            case YES -> request.next();
            case WHO_ARE_YOU -> end(request, 401, "the API server does not know this token");
            case NO -> end(request, 403, "the API server does not let you do this");
            case NOBODY_KNOWS -> end(request, 503, "the API server cannot be asked; try again");
        }
    }

    private Answer answer(String token, String path, String verb) {
        if (!turns.tryAcquire()) {
            return Answer.NOBODY_KNOWS;
        }
        try {
            var user = authenticated(token);
            if (user.isEmpty()) {
                return Answer.WHO_ARE_YOU;
            }
            return authorized(user.get(), path, verb) ? Answer.YES : Answer.NO;
        } catch (KubernetesClientException e) {
            LOG.debugf("Whether somebody may read could not be asked: status %d", e.getCode());
            return Answer.NOBODY_KNOWS;
        } finally {
            turns.release();
        }
    }

    private Optional<UserInfo> authenticated(String token) {
        var review = client.tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .endSpec()
                        .build());
        return Optional.ofNullable(review.getStatus())
                .filter(it -> Boolean.TRUE.equals(it.getAuthenticated()))
                .map(it -> it.getUser());
    }

    private boolean authorized(UserInfo user, String path, String verb) {
        var review = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user.getUsername())
                        .withUid(user.getUid())
                        .withGroups(user.getGroups())
                        .withExtra(user.getExtra())
                        .withNewNonResourceAttributes()
                        .withPath(path)
                        .withVerb(verb)
                        .endNonResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    private static Optional<String> token(RoutingContext request) {
        return Optional.ofNullable(request.request().getHeader("Authorization"))
                .filter(it -> it.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(it -> it.substring(BEARER.length()).strip())
                .filter(it -> !it.isEmpty());
    }

    private static void end(RoutingContext request, int status, String why) {
        var response = request.response().setStatusCode(status).putHeader("Content-Type", "text/plain");
        if (status == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        response.end(why + "\n");
    }
}
