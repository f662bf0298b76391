package io.metalstack.capi.metal;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

/** Reads what metal-api says when it refuses: an object with a message, or (wrong tenant) a bare JSON string. */
@Blocking
final class RefusedAnswerMapper implements ResponseExceptionMapper<RefusedAnswer> {

    private static final ObjectMapper JSON = new JsonMapper();

    private final Clock clock;

    RefusedAnswerMapper(Clock clock) {
        this.clock = clock;
    }

    /** Redirects too: following one would repeat a call, or send a signed one elsewhere. Status 0 stands for no answer. */
    @Override
    public boolean handles(int status, MultivaluedMap<String, Object> headers) {
        return status >= 300;
    }

    @Override
    public RefusedAnswer toThrowable(Response response) {
        var ahead =
                Optional.ofNullable(response.getDate()).map(it -> Duration.between(it.toInstant(), clock.instant()));
        return new RefusedAnswer(response.getStatus(), message(response.readEntity(String.class)), ahead);
    }

    static Optional<String> message(String body) {
        try {
            var json = JSON.readTree(body);
            var message = json.isTextual() ? json : json.path("message");
            return Optional.of(message.asText("")).filter(it -> message.isTextual());
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
