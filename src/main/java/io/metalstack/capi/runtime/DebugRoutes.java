package io.metalstack.capi.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody asks who wonders what is wrong: {@code GET /debug/diagnosis}, {@code GET} and {@code PUT
 * /debug/log-levels}. {@link MetricsGate} lets in who may; where it does not stand, nobody is.
 */
@Singleton
class DebugRoutes {

    private static final String DIAGNOSIS = "/debug/diagnosis";
    private static final String LOG_LEVELS = "/debug/log-levels";
    private static final int LONGEST_BODY = 1024;

    private final Diagnoses diagnoses;
    private final LogLevels levels;
    private final ObjectWriter json;
    private final boolean guarded;

    DebugRoutes(Diagnoses diagnoses, LogLevels levels, ObjectMapper json, ProviderConfig config) {
        this.diagnoses = diagnoses;
        this.levels = levels;
        this.json = json.copy()
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT)
                .writerWithDefaultPrettyPrinter();
        this.guarded = config.metricsSecure();
    }

    void register(@Observes Router router) {
        if (!guarded) {
            router.route("/debug/*")
                    .handler(it -> refuse(
                            it,
                            404,
                            "NotFound",
                            "there is no diagnosis where everybody reads metrics: see --metrics-secure"));
            return;
        }
        router.get(DIAGNOSIS).blockingHandler(it -> answer(it, diagnoses.diagnosis()), false);
        router.get(LOG_LEVELS).handler(it -> answer(it, levels.levels()));
        router.put(LOG_LEVELS).handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY));
        router.put(LOG_LEVELS).handler(this::setLevel);
    }

    /** The body is the level; the category is the provider's unless the query names one. */
    private void setLevel(RoutingContext request) {
        var category = Optional.ofNullable(request.request().getParam("category"))
                .filter(it -> !it.isEmpty())
                .orElse(LogLevels.PROVIDER);
        var level = Optional.ofNullable(request.body().asString())
                .orElse("")
                .strip()
                .toUpperCase(Locale.ROOT);
        try {
            levels.set(category, level);
            answer(request, levels.levels());
        } catch (IllegalArgumentException e) {
            refuse(request, 400, "BadRequest", String.valueOf(e.getMessage()));
        }
    }

    private void answer(RoutingContext request, Object known) {
        try {
            var text = json.writeValueAsString(known);
            request.response().putHeader("Content-Type", "application/json").end(text + "\n");
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }

    /** As an API server does, so that kubectl shows the sentence. */
    private void refuse(RoutingContext request, int code, String reason, String why) {
        request.response().setStatusCode(code);
        var status = new StatusBuilder()
                .withStatus("Failure")
                .withReason(reason)
                .withMessage(why)
                .withCode(code);
        answer(request, status.build());
    }
}
