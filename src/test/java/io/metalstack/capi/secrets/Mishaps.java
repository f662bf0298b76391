package io.metalstack.capi.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.metalstack.capi.secrets.MetalRelay.Answer;
import io.metalstack.capi.secrets.MetalRelay.Mishap;
import java.util.Optional;

/** Answers that repeat what was sent, as metal-api, a proxy in front of it, or something else altogether may give them. */
final class Mishaps {

    static final String REFUSED = "the entity is not acceptable";

    private Mishaps() {}

    /** metal-api's own form of an error, with the request in its message. */
    static Mishap error(int status) {
        return request -> Optional.of(Answer.error(status, REFUSED + ": " + request.echo()));
    }

    /** The same with the user data decoded, as whoever tries to read it would quote it. */
    static Mishap errorAboutUserData() {
        return request -> Optional.of(
                Answer.error(422, REFUSED + ": " + new String(request.userData().orElseThrow(), UTF_8)));
    }

    /** The page of a proxy. */
    static Mishap page(int status) {
        return request -> Optional.of(
                new Answer(status, "text/html", "<html><body><pre>" + request.echo() + "</pre></body></html>"));
    }

    /** Success, it says, and then no JSON: parsers like to quote what they stumble over. */
    static Mishap noJson() {
        return request -> Optional.of(new Answer(200, "application/json", userData(request) + request.echo()));
    }

    /** Success, in JSON of another shape. */
    static Mishap otherJson() {
        return request -> Optional.of(new Answer(
                200, "application/json", "{\"id\":\"m\",\"allocation\":\"" + Canary.BOOTSTRAP.value() + "\"}"));
    }

    private static String userData(MetalRelay.Request request) {
        return request.userData().map(it -> new String(it, UTF_8)).orElse("");
    }
}
