package io.metalstack.lab.simulator;

/** A refusal in metal-api's words. The three prefixes are part of the texts that clients see. */
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    static ApiError badRequest(String message) {
        return new ApiError(400, message);
    }

    static ApiError forbidden(String message) {
        return new ApiError(403, message);
    }

    static ApiError unprocessable(String message) {
        return new ApiError(422, message);
    }

    static ApiError notFound(String message) {
        return new ApiError(404, "NotFound " + message);
    }

    static ApiError notFound(String entity, String id) {
        return notFound("no " + entity + " with id \"" + id + "\" found");
    }

    static ApiError conflict(String message) {
        return new ApiError(409, "Conflict " + message);
    }

    /** The answer when two writers raced for one entity. */
    static ApiError changedMeanwhile(String entity, String id) {
        return conflict("cannot update " + entity + " (" + id + "): the entity was changed from another, please retry");
    }

    static ApiError internal(String message) {
        return new ApiError(500, "Internal " + message);
    }

    /** The same refusal with words in front, as Go wraps errors. */
    ApiError within(String context) {
        return new ApiError(status, context + text());
    }

    /** The same words under another status. */
    ApiError as(int otherStatus) {
        return new ApiError(otherStatus, text());
    }
}
