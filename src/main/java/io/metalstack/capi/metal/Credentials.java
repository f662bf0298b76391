package io.metalstack.capi.metal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where metal-api is and how calls to it are signed. Checked when made: what is wrong is said in one sentence, without
 * the secret.
 *
 * @param url metal-api's address with its base path, without {@code /v1} and without a slash at the end
 * @param hmac the shared secret as it is configured there; its bytes are the key, nothing is decoded
 * @param role the kind of key it is
 * @param caCertificates PEM bundle to trust in addition to the system's, if metal-api's certificate needs one
 */
public record Credentials(URI url, String hmac, Role role, Optional<String> caCertificates) {

    /** The kinds of HMAC key that metal-api knows, with how long it accepts their signatures by default. */
    public enum Role {
        VIEW("Metal-View", Duration.ofSeconds(30)),
        EDIT("Metal-Edit", Duration.ofSeconds(30)),
        ADMIN("Metal-Admin", Duration.ofSeconds(90));

        private final String scheme;
        private final Duration signatureLifetime;

        Role(String scheme, Duration signatureLifetime) {
            this.scheme = scheme;
            this.signatureLifetime = signatureLifetime;
        }

        /** Case-sensitive first word of the Authorization header. */
        public String scheme() {
            return scheme;
        }

        public Duration signatureLifetime() {
            return signatureLifetime;
        }

        static Role ofScheme(String scheme) {
            return Arrays.stream(values())
                    .filter(it -> it.scheme.equals(scheme))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("METAL_API_HMAC_AUTH_TYPE (api-hmac-auth-type) must be one of "
                                    + schemes() + ", and is something else"));
        }

        private static String schemes() {
            return Arrays.stream(values()).map(Role::scheme).collect(Collectors.joining(", "));
        }
    }

    /**
     * Credentials as a user wrote them: surrounding white space (files end with a newline) does not count.
     *
     * @param authType {@code Metal-Edit} if empty
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Credentials of(String url, String hmac, String authType, Optional<String> caCertificates) {
        if (hmac.isBlank()) {
            throw new IllegalArgumentException(
                    "METAL_API_HMAC (api-hmac) is empty: set it to the HMAC key for metal-api, preferably the edit key");
        }
        var role = authType.isBlank() ? Role.EDIT : Role.ofScheme(authType.strip());
        caCertificates.ifPresent(TrustedAuthorities::check);
        return new Credentials(address(url.strip()), hmac.strip(), role, caCertificates);
    }

    private static URI address(String url) {
        if (url.isEmpty()) {
            throw new IllegalArgumentException("METAL_API_URL (api-url) is empty: set it to metal-api's address, "
                    + "for example https://api.example.org/metal");
        }
        try {
            var address = new URI(url.replaceAll("/+$", ""));
            var http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            var plain = address.getUserInfo() == null && address.getQuery() == null && address.getFragment() == null;
            if (http && plain && address.getHost() != null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below. The text is not repeated, as it may hold a password.
        }
        throw new IllegalArgumentException(
                "METAL_API_URL (api-url) must look like https://host[:port][/path], without user, query or fragment");
    }

    @Override
    public String toString() {
        return "Credentials[" + url + ", " + role.scheme() + "]";
    }
}
