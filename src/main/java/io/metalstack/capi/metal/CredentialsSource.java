package io.metalstack.capi.metal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the credentials for metal-api come from. What is mounted may change at any time, so everything is read again
 * for each call: three small files, next to a call over the network.
 */
public final class CredentialsSource implements Supplier<Credentials> {

    /** File names, equal to the keys of CAPMS' Secret {@code controller-manager-config}. */
    public static final String URL_FILE = "api-url";

    public static final String HMAC_FILE = "api-hmac";
    public static final String AUTH_TYPE_FILE = "api-hmac-auth-type";
    public static final String CA_FILE = "ca.crt";

    private final Supplier<Credentials> reading;

    private CredentialsSource(Supplier<Credentials> reading) {
        this.reading = reading;
    }

    /** Values that stay; only the CA bundle is a file, which may change. Anything not set is the empty string. */
    public static CredentialsSource ofValues(String url, String hmac, String authType, Optional<Path> caFile) {
        return new CredentialsSource(() -> Credentials.of(url, hmac, authType, caFile.map(CredentialsSource::read)));
    }

    /** A directory with files named as the keys of CAPMS' Secret, and perhaps {@code ca.crt}. */
    public static CredentialsSource ofDirectory(Path directory) {
        return new CredentialsSource(() -> {
            var files = atOneMoment(directory);
            return Credentials.of(
                    read(files.resolve(URL_FILE)),
                    read(files.resolve(HMAC_FILE)),
                    readIfThere(files.resolve(AUTH_TYPE_FILE)).orElse(""),
                    readIfThere(files.resolve(CA_FILE)));
        });
    }

    /**
     * The credentials as they are now.
     *
     * @throws IllegalArgumentException with a sentence for the user: what is missing or wrong and how to set it right.
     *     Call it once at start to find out early
     */
    @Override
    public Credentials get() {
        return reading.get();
    }

    /**
     * A mounted Secret is a set of links through {@code ..data}, which the kubelet swaps at once. Following it first
     * keeps us from reading an address of before and a key of after.
     */
    private static Path atOneMoment(Path directory) {
        try {
            var data = directory.resolve("..data");
            return Files.exists(data) ? data.toRealPath() : directory;
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static Optional<String> readIfThere(Path file) {
        return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, Exception e) {
        return new IllegalArgumentException("The file " + file + " with credentials for metal-api cannot be read ("
                + e.getClass().getSimpleName() + "): mount the Secret there and let this process read it");
    }
}
