package io.metalstack.lab.simulator;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Who calls: metal-api's HMAC over date, method and salt. Path and body are not signed. */
final class Signatures {
    private final Keys keys;

    Signatures(Keys keys) {
        this.keys = keys;
    }

    /**
     * The caller, or nobody when there are no credentials or none of a known kind.
     *
     * @throws ApiError 403 when there are credentials and they are wrong or too old
     */
    Optional<Role> caller(
            @Nullable String authorization, @Nullable String date, @Nullable String salt, String method, Instant now) {
        var words = authorization == null ? new String[0] : authorization.split(" ", -1);
        if (words.length != 2) {
            return Optional.empty();
        }
        if (words[0].equalsIgnoreCase("bearer")) {
            return Optional.of(Role.EDIT)
                    .filter(r -> !keys.bearer().isEmpty() && keys.bearer().equals(words[1]));
        }
        var role = Role.ofScheme(words[0]);
        role.ifPresent(r -> verify(r, words[1], date == null ? "" : date, salt == null ? "" : salt, method, now));
        return role;
    }

    private void verify(Role role, String given, String date, String salt, String method, Instant now) {
        Instant signed;
        try {
            signed = OffsetDateTime.parse(date).toInstant();
        } catch (DateTimeException e) {
            throw ApiError.forbidden("unknown timestamp \"" + date + "\" in header, use RFC3339: " + e.getMessage());
        }
        if (signed.plus(Keys.lifetime(role)).isBefore(now)) {
            throw ApiError.forbidden("the timestamp in your header is too old: " + date);
        }
        var key = keys.of(role).getBytes(StandardCharsets.UTF_8);
        if (!mac(key, normalised(signed), method, salt.getBytes(StandardCharsets.UTF_8))
                .equals(given)) {
            throw ApiError.forbidden("Wrong HMAC found");
        }
    }

    private static String normalised(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(
                time.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS));
    }

    /** The signature in lower-case hex. */
    static String mac(byte[] key, String date, String method, byte[] salt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(date.getBytes(StandardCharsets.UTF_8));
            mac.update(method.getBytes(StandardCharsets.UTF_8));
            mac.update(salt);
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256", e);
        }
    }
}
