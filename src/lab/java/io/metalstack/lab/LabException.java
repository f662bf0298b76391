package io.metalstack.lab;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something the user has to know or do: the message is a whole sentence, and the log, if any, shows more. */
public final class LabException extends RuntimeException {
    private final transient @Nullable Path log;

    public LabException(String message) {
        this(message, (Path) null);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
        this.log = null;
    }

    /** @param log the file whose last lines explain the message */
    public LabException(String message, @Nullable Path log) {
        super(message);
        this.log = log;
    }

    /** The file whose last lines explain the message, or null. */
    public @Nullable Path log() {
        return log;
    }

    /** The sentence; there always is one. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
