package io.metalstack.capi.metal;

/** A call to metal-api that did not succeed. {@link #failure()} says what that means. */
public final class MetalException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MetalFailure failure;

    public MetalException(MetalFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    public MetalException(MetalFailure failure, Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    public MetalFailure failure() {
        return failure;
    }
}
