package io.metalstack.capi.metal;

/**
 * With whose credentials metal-api is spoken to.
 *
 * @param namespace of the Secret that holds them; empty for those of the provider
 * @param secret its name; empty for those of the provider
 */
public record MetalAccount(String namespace, String secret) {

    /** The credentials that the provider was started with. */
    public static final MetalAccount PROVIDER = new MetalAccount("", "");

    public boolean isProvider() {
        return equals(PROVIDER);
    }
}
