package io.metalstack.capi.metal;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.stream.Collectors;

/**
 * Signs each attempt. A call that already carries {@code X-Date} is signed with that time, any other with the time of
 * the clock.
 */
final class SigningFilter implements ClientRequestFilter {

    private static final int SALT_LENGTH = 24;
    private static final String SALT_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final SecureRandom random = new SecureRandom();
    private final Credentials credentials;
    private final Clock clock;

    SigningFilter(Credentials credentials, Clock clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    @Override
    public void filter(ClientRequestContext request) {
        var given = request.getHeaderString(MetalSignature.DATE_HEADER);
        var date = given == null ? MetalSignature.date(clock.instant()) : given;
        var salt = salt();
        var mac = MetalSignature.mac(
                credentials.hmac().getBytes(StandardCharsets.UTF_8),
                date,
                request.getMethod(),
                salt.getBytes(StandardCharsets.UTF_8));
        var headers = request.getHeaders();
        headers.putSingle(MetalSignature.DATE_HEADER, date);
        headers.putSingle(MetalSignature.SALT_HEADER, salt);
        headers.putSingle(HttpHeaders.AUTHORIZATION, credentials.role().scheme() + " " + mac);
    }

    private String salt() {
        return random.ints(SALT_LENGTH, 0, SALT_LETTERS.length())
                .mapToObj(i -> String.valueOf(SALT_LETTERS.charAt(i)))
                .collect(Collectors.joining());
    }
}
