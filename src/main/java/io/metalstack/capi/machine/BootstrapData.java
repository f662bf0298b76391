package io.metalstack.capi.machine;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * What the machine is to run when it boots for the first time: the user data that the bootstrap provider left in a
 * Secret. A machine without it would be installed, paid for, and never join.
 */
public sealed interface BootstrapData {

    /** It was not looked for: nothing is going to be allocated in this pass. */
    record NotNeeded() implements BootstrapData {}

    /** The Machine names no Secret yet, or the Secret it names is not there yet. */
    record Missing(String message) implements BootstrapData {}

    /** The Secret is there and cannot be used: a person has to look. */
    record Unusable(String message) implements BootstrapData {}

    /** The user data, byte for byte. It holds join tokens or keys, so {@link #toString()} leaves it out. */
    record Available(byte[] userData) implements BootstrapData {
        @Override
        public String toString() {
            return "Available[" + userData.length + " bytes]";
        }
    }

    /** Formats of the Cluster API contract, "bootstrap data secret"; metal-stack's installer tells them by content. */
    Set<String> FORMATS = Set.of("cloud-config", "ignition");

    /** Checks the Secret that the Machine names. */
    static BootstrapData of(Optional<Secret> secret, String name) {
        return secret.map(BootstrapData::of)
                .orElseGet(() -> new Missing("waiting for Secret " + name + " with the bootstrap data"));
    }

    private static BootstrapData of(Secret secret) {
        var name = secret.getMetadata().getName();
        var data = Optional.ofNullable(secret.getData());
        var value = data.map(it -> it.get("value"));
        if (value.isEmpty()) {
            return new Unusable("Secret " + name
                    + " has no key \"value\": the bootstrap provider must put the user data" + " there");
        }
        var userData = Base64.getDecoder().decode(value.get());
        if (userData.length == 0) {
            return new Unusable("key \"value\" of Secret " + name
                    + " is empty: the bootstrap provider must put the user" + " data there");
        }
        var format = data.map(it -> it.get("format")).map(BootstrapData::decode);
        if (format.isPresent() && !FORMATS.contains(format.get())) {
            // What it is, is not repeated: it may be the user data, in the wrong place.
            return new Unusable(
                    "key \"format\" of Secret " + name + " holds no supported format: use cloud-config or ignition");
        }
        return new Available(userData);
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
